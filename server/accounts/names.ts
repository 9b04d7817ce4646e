import { isLine } from '../fields/text.ts';
import { longest } from './kinds.ts';

export type NameProblem = 'name-missing' | 'name-too-long' | 'name-invalid';

/** What is wrong with the name of a person, or null. */
export function checkName(name: string): NameProblem | null {
  if (name === '') return 'name-missing';
  if (name.length > longest.name) return 'name-too-long';
  return isLine(name) ? null : 'name-invalid';
}
