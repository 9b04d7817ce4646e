import { attempt } from '../result.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** JSON that is written in one way only (RFC 8785), for text, whole numbers and what is made of them. */
export function canonicalJson(value: Json | object): string {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new Error('Only whole numbers are recorded');
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member as Json)}`).join(',')}}`;
}

/** Whether a value can be written so, as all that we record can. */
export function isCanonical(value: unknown): value is Json {
  return attempt(() => canonicalJson(value as Json)) !== null;
}
