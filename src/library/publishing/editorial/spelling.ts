import type { Piece } from '../../compare/pieces.ts';
import { lettersIn, wordsIn } from '../../compare/words.ts';
import type { Obligations } from '../obligations/terms.ts';

/** Words that stand in one place of a passage and gave way to others. */
interface Replacement {
  readonly were: readonly string[];
  readonly are: readonly string[];
}

/** In one place more words than these are no slip, and are not looked through for one. */
const mostWords = 100;

export type Said = Pick<Piece, 'text' | 'change'>;

interface Run {
  readonly pieces: Said[];
  /** The words beside it, which stay. */
  readonly last: string;
  next: string;
  /** Whether it stands at the beginning of a sentence. */
  readonly isFirst: boolean;
}

/** In small letters, of a whole text: as it was, and as it is now. */
export interface Words {
  readonly stood: ReadonlySet<string>;
  readonly standing: ReadonlySet<string>;
}

/**
 * What of a passage is reworded, and its pieces with what is only spelled otherwise as it is spelled now. What stands
 * in the text now is no misspelling, and a name is none that did not stand there before.
 */
export function spellingIn(
  pieces: readonly Said[],
  language: Obligations,
  { stood, standing }: Words,
): { readonly reworded: Replacement[]; readonly spelled: Said[] } {
  const reworded: Replacement[] = [];
  const exchanged: (readonly [string, string])[] = [];
  const spelled = runsIn(pieces).flatMap((run) => {
    if (Array.isArray(run)) return run;
    const [were, are] = [saidBy(run.pieces, 'inserted'), saidBy(run.pieces, 'deleted')];
    // A tick has no letters.
    if (were.length + are.length === 0) return run.pieces;
    if (isCountedOtherwise(were, are, run, language)) {
      reworded.push({ were: [...were, run.next], are: [...are, run.next] });
      return run.pieces;
    }
    if ([...were, ...are].some((word) => isListed(word, language))) {
      reworded.push(unlisted(differing(were, are, run), language));
      return run.pieces;
    }
    const replaced = differing(were, are, run);
    if (replaced.were.length > 0 || replaced.are.length > 0) {
      reworded.push(replaced);
      return run.pieces;
    }
    return run.pieces
      .filter(({ change }) => change !== 'deleted')
      .map((piece) => ({ ...piece, change: 'same' as const }));
  });
  // "The buyer owes the seller" in a language whose articles tell who owes.
  const turned = exchanged.filter(([was, is]) => exchanged.some(([old, young]) => was === young && is === old));
  reworded.push(...turned.map(([was, is]) => ({ were: [was], are: [is] })));
  return { reworded: reworded.filter(({ were, are }) => were.length + are.length > 0), spelled };

  function differing(were: readonly string[], are: readonly string[], { last, next, isFirst }: Run): Replacement {
    if (isJoined(were, are, language)) return { were: [], are: [] };
    if (were.length + are.length > mostWords) return { were, are };
    if (isLabelled(were, are, isFirst) || isLabelled(are, were, isFirst)) return { were, are };
    const isSlip = (word: string) => language.slips.some((group) => group.test(word));
    const paired = new Set<number>();
    let from = 0;
    const gone = were.filter((was, place) => {
      const at = are.findIndex((is, index) => {
        const isName = language.namesAreCapital && /^\p{Lu}\p{Ll}/u.test(was) && !(isFirst && place === 0);
        if (isName && !isSameWord(was, is) && !stood.has(is.toLowerCase())) return false;
        const isAgreeing = language.agrees(are[index - 1] ?? last, was, is);
        return index >= from && isSpelledOtherwise(was, is, { ...language, standing, isAgreeing });
      });
      if (at === -1) return ![last, next].some((word) => isSameWord(word, was));
      const is = are[at] ?? '';
      if (isSlip(was) && !isSameWord(was, is)) exchanged.push([was.toLowerCase(), is.toLowerCase()]);
      paired.add(at);
      from = at + 1;
      return false;
    });
    const fresh = are.filter((_, index) => !paired.has(index));
    // Of two groups, one is not another form of the other.
    if (gone.some(isSlip) && fresh.some(isSlip)) return { were: gone, are: fresh };
    const isArticle = (word: string) => language.slips[0]?.test(word) === true;
    return { were: gone.filter((was) => !isArticle(was)), are: fresh.filter((is) => !isArticle(is)) };
  }
}

/** Without the signs that nobody sees. */
function wordsSaid(text: string): string[] {
  return wordsIn(text.replaceAll('\u00ad', '')).map((word) => word.normalize('NFC').replaceAll('’', "'"));
}

/** The words that a text has anywhere, in small letters. */
export function standingIn(text: string): ReadonlySet<string> {
  return new Set(wordsSaid(text).map((word) => word.toLowerCase()));
}

/** Pieces that stay, and between their words what changed. */
function runsIn(pieces: readonly Said[]): (Run | Said[])[] {
  const runs: (Run | Said[])[] = [];
  let last = '';
  let isFirst = true;
  for (const [at, piece] of pieces.entries()) {
    const run = runs.at(-1);
    const words = piece.change === 'same' ? wordsSaid(piece.text) : [];
    if (words.length > 0) {
      if (run && !Array.isArray(run)) run.next = words[0] ?? '';
      runs.push([piece]);
      last = words.at(-1) ?? '';
      isFirst = /[\p{Sentence_Terminal}:]\P{L}*$/u.test(piece.text);
    } else if (run && !Array.isArray(run)) run.pieces.push(piece);
    else if (piece.change === 'same' && at === pieces.length - 1) runs.push([piece]);
    else runs.push({ pieces: [piece], last, next: '', isFirst });
  }
  return runs;
}

function saidBy(pieces: readonly Said[], lost: Piece['change']): string[] {
  return wordsSaid(pieces.flatMap(({ text, change }) => (change === lost ? [] : [text])).join(''));
}

function isListed(word: string, { terms, joints }: Obligations): boolean {
  return terms.test(word) || joints.test(word) || /\p{N}/u.test(word);
}

/** Those that bind and numbers are told with the word that follows them, elsewhere; an amount's currency is not. */
function unlisted({ were, are }: Replacement, { terms, joints }: Obligations): Replacement {
  const isPlain = (word: string) => !terms.test(word) && !joints.test(word) && !/^\p{N}/u.test(word);
  return { were: were.filter(isPlain), are: are.filter(isPlain) };
}

function isSpelledOtherwise(
  was: string,
  is: string,
  {
    slips,
    endings,
    capitals,
    isLookalike,
    standing,
    isAgreeing,
  }: Obligations & { readonly standing: ReadonlySet<string>; readonly isAgreeing: boolean },
): boolean {
  if (was !== is && [was, is].some((word) => capitals.test(word)) && isSameWord(was, is)) return false;
  if (isSameWord(was, is) || slips.some((group) => group.test(was) && group.test(is))) return true;
  // Another letter is another law, standard or annex.
  if (isAbbreviation(was) || isAbbreviation(is)) return false;
  const [old, young] = [was.toLowerCase(), is.toLowerCase()];
  const [stem, other] = [old.replace(endings, ''), young.replace(endings, '')];
  const isRight = standing.has(old) || isLookalike(old, young);
  return (isAgreeing && stem === other && stem.length >= 3) || (!isRight && isMisspelling(old, young));
}

/** "Annex A": within a sentence, one capital letter is no article. */
function isLabelled(words: readonly string[], others: readonly string[], isFirst: boolean): boolean {
  return words.some(
    (word, at) => /^\p{Lu}$/u.test(word) && !(isFirst && at === 0) && !others.some((other) => isSameWord(word, other)),
  );
}

/** "Few" and "a few", "the number" and "a number". */
function isCountedOtherwise(
  were: readonly string[],
  are: readonly string[],
  { next }: Run,
  { slips: [articles], counted }: Obligations,
): boolean {
  const isOther = were.join(' ').toLowerCase() !== are.join(' ').toLowerCase();
  return isOther && counted.test(next) && [...were, ...are].some((word) => articles?.test(word));
}

function isAbbreviation(word: string): boolean {
  return /^(\p{Lu}[\p{Lu}\p{N}]+s?|[ivxlcdm]+)$/u.test(word);
}

/** Whether what was one word is two, or the other way about. */
function isJoined(were: readonly string[], are: readonly string[], { prefixes }: Obligations): boolean {
  const isAnother = (words: readonly string[]) => words.length > 1 && words.some((word) => prefixes.test(word));
  return were.length !== are.length && isSameWord(were.join(''), are.join('')) && ![were, are].some(isAnother);
}

/** But for capitals, accents, apostrophes, and umlauts written out. An umlaut is no accent: "fordern", "fördern". */
function isSameWord(word: string, other: string): boolean {
  const plain = (word: string) =>
    word
      .toLowerCase()
      .replaceAll('ß', 'ss')
      .replace(/[äöü]/g, '$&e')
      .normalize('NFD')
      .replace(/[\p{M}']/gu, '');
  return plain(word) === plain(other);
}

const vowel = /^[aeiou]$/;

/**
 * Whether a slip of the hand lies between two words: letters that changed places, one too many or too few, another
 * vowel; two such in a long word. The first letter is another in words that mean the contrary, the last in "employer"
 * and "employee", and another consonant makes "versenden" of "verwenden".
 */
function isMisspelling(was: string, is: string): boolean {
  const [a, b] = [lettersIn(was), lettersIn(is)];
  const shorter = Math.min(a.length, b.length);
  const most = shorter >= 9 ? 2 : 1;
  const isOne = a.length === b.length;
  const begins = a[0] === b[0] || (isOne && a[0] === b[1] && a[1] === b[0]);
  const ends = a.at(-1) === b.at(-1) || (isOne && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1));
  const least = isOne ? 3 : 4;
  if (!begins || !ends || shorter < least || Math.abs(a.length - b.length) > most) return false;
  if (isOtherConsonant(a, b) && isOtherConsonant(b, a)) return false;

  const costs = [Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let row = 1; row <= a.length; row += 1) {
    const cost = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const [old = '', young = ''] = [a[row - 1], b[column - 1]];
      const replaced = old === young ? 0 : vowel.test(old) && vowel.test(young) && shorter > 4 ? 1 : 2;
      const isTurned = row > 1 && column > 1 && old === b[column - 2] && a[row - 2] === young;
      cost.push(
        Math.min(
          (costs[row - 1]?.[column] ?? 0) + 1,
          (cost[column - 1] ?? 0) + 1,
          (costs[row - 1]?.[column - 1] ?? 0) + replaced,
          isTurned ? (costs[row - 2]?.[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    costs.push(cost);
  }
  return (costs[a.length]?.[b.length] ?? most + 1) <= most;
}

/** Whether one has consonants that the other lacks. */
function isOtherConsonant(letters: readonly string[], others: readonly string[]): boolean {
  const count = (of: readonly string[], letter: string) => of.filter((one) => one === letter).length;
  return letters.some((letter) => !vowel.test(letter) && count(letters, letter) > count(others, letter));
}
