import { readClassing } from '../promises/promises.ts';
import type { Rendered } from '../text/render.ts';

/** What a text promised word for word and another no longer does. */
export interface TouchedPromise {
  readonly id: string;
  readonly words: string;
}

export function touchedPromises(root: string, slug: string, before: Rendered, after: Rendered): TouchedPromise[] {
  const [was, is] = [flat(before.text), flat(after.text)];
  return readClassing(root, []).promises.flatMap(({ id, quotes }) =>
    quotes
      .filter(({ document }) => document === slug)
      .flatMap(({ wordings }) => wordings.map(flat))
      .filter((words) => was.includes(words) && !is.includes(words))
      .map((words) => ({ id, words })),
  );
}

function flat(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}
