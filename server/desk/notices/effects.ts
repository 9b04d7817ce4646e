import { standingFor } from '../../../src/library/model/chain/effects.ts';
import type { Day } from '../../../src/library/model/days.ts';
import { effectsIn } from '../../../src/library/model/manifest.ts';
import { namedIn } from '../../../src/library/model/names.ts';
import type { Context } from '../../context.ts';

/** What the site says of a version today. */
export interface Effective {
  /** Of its document. */
  readonly title: string;
  /** As decided last; null where the site knows no such version any more, or it was cancelled. */
  readonly effectiveOn: Day | null;
}

export function effectOf(
  { content }: Pick<Context, 'content'>,
  { document: name, version }: { readonly document: string; readonly version: string },
): Effective {
  const document = namedIn(content.manifest.documents, name);
  const standing = document && standingFor(effectsIn(document), version);
  return {
    title: document?.title ?? name,
    effectiveOn: standing && !standing.cancelled ? standing.effectiveOn : null,
  };
}
