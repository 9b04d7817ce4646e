import { expect, test } from 'vitest';
import { newReference, readReference } from '../../server/requests/reference.ts';

const alphabet = [...'23456789CDFHJKMNPQRTVWX'];
const samples = ['WT-7F3K-92QD', ...Array.from({ length: 50 }, newReference)];

test('a reference reads WT- and twice four characters that nobody takes for another', () => {
  for (const reference of samples)
    expect(reference).toMatch(/^WT-[23456789CDFHJKMNPQRTVWX]{4}-[23456789CDFHJKMNPQRTVWX]{4}$/);
  expect(new Set(samples).size).toBe(samples.length);
});

test.each([
  'WT-7F3K-92QD',
  'wt-7f3k-92qd',
  '7F3K92QD',
  ' wt 7f3k 92qd ',
  'WT\u20117F3K\u201192QD',
  'WT\u00a07F3K\u00a092QD',
  'WT\u20137F3K\u201392QD',
  'ＷＴ７Ｆ３Ｋ９２ＱＤ',
  'WT-7F3K\u00ad-92QD\u200b',
])('%j is read as WT-7F3K-92QD', (written) => {
  expect(readReference(written)).toBe('WT-7F3K-92QD');
});

test.each([
  '',
  'WT',
  'WT-7F3K-92Q',
  'WT-7F3K-92QDD',
  'XX-7F3K-92QD',
  'WT-7F3K-92QO',
  'WT-7F3K-92Q\ud800',
  'W'.repeat(1e6),
])('%.20j is no reference', (written) => {
  expect(readReference(written)).toBeNull();
});

test('any one wrong character is noticed', () => {
  for (const reference of samples) {
    const characters = [...reference.replaceAll('-', '').slice(2)];
    for (const [at, right] of characters.entries()) {
      for (const wrong of alphabet.filter((character) => character !== right)) {
        expect(readReference(characters.with(at, wrong).join(''))).toBeNull();
      }
    }
  }
});

test('any two characters that changed places are noticed', () => {
  for (const reference of samples) {
    const characters = [...reference.replaceAll('-', '').slice(2)];
    for (const [one, first] of characters.entries()) {
      for (const [other, second] of characters.entries()) {
        if (first === second) continue;
        expect(readReference(characters.with(one, second).with(other, first).join(''))).toBeNull();
      }
    }
  }
});

// Over all values of two neighbours at all places: what remains of a sum cancels out.
test('the check is complete: it holds for every pair of neighbours, not only for the samples', () => {
  const filler = ['2', '2', '2', '2', '2', '2', '2'];
  for (let at = 0; at < 6; at += 1) {
    for (const first of alphabet) {
      for (const second of alphabet.filter((character) => character !== first)) {
        const right = checked(filler.with(at, first).with(at + 1, second));
        const swapped = [...right]
          .with(at, second)
          .with(at + 1, first)
          .join('');
        expect(readReference(right)).not.toBeNull();
        expect(readReference(swapped)).toBeNull();
      }
    }
  }
});

function checked(characters: readonly string[]): string {
  const sound = alphabet.filter((check) => readReference([...characters, check].join('')) !== null);
  expect(sound).toHaveLength(1);
  return [...characters, sound[0]].join('');
}
