import { readClassing } from '../promises/promises.ts';
import type { Rendered } from '../text/render.ts';
import { normal } from '../text/text.ts';

/** What a text promised word for word and another no longer does. */
interface TouchedPromise {
  readonly id: string;
  readonly words: string;
}

export function touchedPromises(root: string, slug: string, before: Rendered, after: Rendered): TouchedPromise[] {
  const [was, is] = [normal(before.text), normal(after.text)];
  return readClassing(root, []).promises.flatMap(({ id, quotes }) =>
    quotes
      .filter(({ document }) => document === slug)
      .flatMap(({ wordings }) => wordings.map(normal))
      .filter((words) => was.includes(words) && !is.includes(words))
      .map((words) => ({ id, words })),
  );
}
