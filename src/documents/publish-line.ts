import type { Result } from '../../server/result.ts';
import { type ChangeClass, extend, type Party, type PublishedLine } from './chain.ts';
import type { Day } from './days.ts';
import { digestsOf } from './derivation.ts';
import { type Document, type Library, waiting } from './library.ts';
import { comparedWithBefore } from './publish-compared.ts';
import { effectOf, problemsWith, whyNotUrgent } from './publish-rules.ts';
import { nameFor, refuse } from './publish-write.ts';
import { createRenderer } from './render.ts';

export interface Publication {
  readonly document: string;
  /** What changed, for the reader. */
  readonly summary: string;
  readonly approvedBy: Party;
  readonly class: ChangeClass | null;
  /** Without it: at once, or as soon as the notice period allows. */
  readonly effectiveOn: Day | null;
  /** Why a subprocessor is replaced at once, without the notice period. */
  readonly urgent?: string | undefined;
  /** The version that waits and whose place it takes, and what it corrects of it. */
  readonly corrects?: PublishedLine['corrects'];
  /** Why a change of what the text says is editorial all the same. */
  readonly confirm?: string | undefined;
  /** The login of who ran the command at the host. */
  readonly recordedBy?: string | undefined;
}

/** A line, and the text that it freezes. */
export interface Derived {
  readonly line: PublishedLine;
  readonly source: string;
}

/** The line that publishes a text as a document's next version, or in the place of the one that waits. */
export async function lineFor(
  library: Library,
  document: Document,
  publication: Publication,
  { source, today }: { source: string; today: Day },
): Promise<Result<PublishedLine, string>> {
  const rendered = await (await createRenderer())(source);
  const { corrects, urgent, approvedBy, confirm, recordedBy } = publication;
  const next = corrects ? waiting(document, today) : null;
  if (corrects && next?.version !== corrects.version) {
    return refuse(`Version ${corrects.version}, which it corrects, does not wait for its effect.`);
  }
  const { effectiveOn, problems } = next
    ? { effectiveOn: next.effectiveOn, problems: urgent === undefined ? [] : whyNotUrgent(document, urgent) }
    : effectOf(document, publication, today);
  problems.push(...problemsWith({ ...publication, summary: corrects?.summary ?? publication.summary }));
  problems.push(...(await comparedWithBefore(library, document, publication, { source, rendered, today })));
  if (problems.length > 0) return { ok: false, problems };

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
  return { ok: true, value: line };
}
