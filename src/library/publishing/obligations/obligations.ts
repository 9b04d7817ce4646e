import { de } from './de.ts';
import { en } from './en.ts';
import type { Obligations } from './terms.ts';

const known: ReadonlyMap<string, Obligations> = new Map([
  ['en', en],
  ['de', de],
]);

/** Null for a language whose words are not known here. */
export function obligationsIn(language: string): Obligations | null {
  return known.get(new Intl.Locale(language).language) ?? null;
}
