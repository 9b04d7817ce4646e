import type { Passage } from '../text/passages.ts';
import { tokensIn } from './words.ts';

/** The tokens of some passages, one after another. */
export interface Tokens {
  /** Passages that it was made of, in their order. */
  readonly passages: readonly number[];
  readonly texts: readonly string[];
  /** The same number for the same letters, on both sides. */
  readonly codes: Int32Array;
  readonly isWord: Uint8Array;
  readonly isSpace: Uint8Array;
  /** The passage, its cell, and where in it the token begins. */
  readonly passage: Int32Array;
  readonly cell: Int32Array;
  readonly from: Int32Array;
  /** Where the tokens of a passage begin, and end. */
  readonly spans: ReadonlyMap<number, readonly [number, number]>;
}

/** Numbers for the same letters; one set for both sides. */
export function createCodes(): (text: string) => number {
  const codes = new Map<string, number>();
  return (text) => {
    const known = codes.get(text);
    if (known !== undefined) return known;
    codes.set(text, codes.size + 1);
    return codes.size;
  };
}

export function tokensOf(
  passages: readonly Passage[],
  places: readonly number[],
  codeOf: (text: string) => number,
): Tokens {
  const [texts, codes, words, spaces]: [string[], number[], number[], number[]] = [[], [], [], []];
  const [passage, cell, from]: [number[], number[], number[]] = [[], [], []];
  const spans = new Map<number, readonly [number, number]>();
  for (const place of places) {
    const first = texts.length;
    for (const [at, { text }] of (passages[place]?.cells ?? []).entries()) {
      let start = 0;
      for (const token of tokensIn(text)) {
        texts.push(token.text);
        codes.push(codeOf(token.text));
        words.push(token.isWord ? 1 : 0);
        spaces.push(/^\s+$/.test(token.text) ? 1 : 0);
        passage.push(place);
        cell.push(at);
        from.push(start);
        start += token.text.length;
      }
    }
    spans.set(place, [first, texts.length]);
  }
  return {
    passages: places,
    texts,
    spans,
    codes: Int32Array.from(codes),
    isWord: Uint8Array.from(words),
    isSpace: Uint8Array.from(spaces),
    passage: Int32Array.from(passage),
    cell: Int32Array.from(cell),
    from: Int32Array.from(from),
  };
}
