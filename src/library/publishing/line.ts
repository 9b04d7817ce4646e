import { extend } from '../model/chain/chain.ts';
import type { PublishedLine } from '../model/chain/line.ts';
import type { Day } from '../model/days.ts';
import { type Document, type Library, waiting } from '../model/library.ts';
import { fail, type Result, succeed } from '../model/result.ts';
import { digestsOf } from '../text/derivation.ts';
import { render } from '../text/render.ts';
import { comparedWithBefore } from './predecessor.ts';
import type { Publication } from './publication.ts';
import { effectOf, problemsWith, whyNotUrgent } from './rules.ts';
import { nameFor } from './version-file.ts';

/** A line, and the text that it freezes. */
export interface Derived {
  readonly line: PublishedLine;
  readonly source: string;
}

/** The line that publishes a text as a document's next version, or in the place of the one that waits. */
export function lineFor(
  library: Library,
  document: Document,
  publication: Publication,
  { source, today }: { source: string; today: Day },
): Result<PublishedLine, string> {
  const rendered = render(source);
  const { corrects, urgent, approvedBy, confirm, recordedBy } = publication;
  const next = corrects ? waiting(document, today) : null;
  if (corrects && next?.version !== corrects.version) {
    return fail(`Version ${corrects.version}, which it corrects, does not wait for its effect.`);
  }
  const { effectiveOn, problems } = next
    ? { effectiveOn: next.effectiveOn, problems: urgent === undefined ? [] : whyNotUrgent(document, urgent) }
    : effectOf(document, publication, today);
  problems.push(...problemsWith({ ...publication, summary: corrects?.summary ?? publication.summary }));
  problems.push(...comparedWithBefore(library, document, publication, { source, rendered, today }));
  if (problems.length > 0) return fail(...problems);

  const isConfirmed = confirm && (publication.class === 'editorial' || corrects) && urgent === undefined;
  const line = extend(document.chain, {
    version: nameFor(document, today),
    publishedOn: today,
    effectiveOn,
    class: next ? next.class : publication.class,
    summary: next ? next.summary : publication.summary.trim(),
    approvedBy,
    ...(corrects ? { corrects: { version: corrects.version, summary: corrects.summary.trim() } } : {}),
    ...(urgent === undefined ? {} : { urgent: urgent.trim() }),
    ...(isConfirmed ? { confirmed: confirm.trim() } : {}),
    ...(recordedBy ? { recordedBy } : {}),
    ...digestsOf(source, rendered),
  });
  return succeed(line);
}
