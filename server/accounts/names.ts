import { isLine, longest } from './kinds.ts';

export type NameProblem = 'name-missing' | 'name-too-long' | 'name-invalid';

/** What is wrong with the name of a person, or null. */
export function checkName(name: string): NameProblem | null {
  if (name === '') return 'name-missing';
  if (name.length > longest.name) return 'name-too-long';
  // Something must be there to see: a space of no width would pass for a name.
  return isLine(name) && /[^\p{C}\p{Z}]/u.test(name) ? null : 'name-invalid';
}
