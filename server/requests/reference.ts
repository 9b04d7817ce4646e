import { randomInt } from 'node:crypto';
import { plainCode } from '../fields/code.ts';

/** Without vowels and without characters that are taken for each other. 23 is prime, which the check needs. */
const alphabet = '23456789CDFHJKMNPQRTVWX';

/**
 * Eight characters, the last of them a check: the sum of values times weights 8 to 1 is 22 modulo 23. Weights that
 * differ, under a prime, catch each single wrong character and any two that changed places.
 */
export function newReference(): string {
  const characters = Array.from({ length: 7 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return toReference(`${characters}${alphabet[(22 + 23 - (sumOf(characters) % 23)) % 23]}`);
}

/** As people write it, in any case, with or without dashes and spaces; null when it cannot be one of ours. */
export function readReference(written: string): string | null {
  if (written.length > 40) return null;
  const characters = plainCode(written).replace(/^WT(?=.{8}$)/, '');
  return characters.length === 8 && isSound(characters) ? toReference(characters) : null;
}

function isSound(characters: string): boolean {
  return [...characters].every((character) => alphabet.includes(character)) && sumOf(characters) % 23 === 22;
}

function sumOf(characters: string): number {
  return [...characters].reduce((sum, character, at) => sum + alphabet.indexOf(character) * (8 - at), 0);
}

function toReference(characters: string): string {
  return `WT-${characters.slice(0, 4)}-${characters.slice(4)}`;
}
