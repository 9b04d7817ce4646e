import { existsSync, readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import { readValues, type Values } from './templates.ts';

/** What each version's summary says, by its day; without one it says the day alone. */
export type Summaries = 'commits' | ReadonlyMap<string, string>;

export function readSummaries(wanted: string | null): Summaries | string {
  if (wanted === null) return new Map();
  if (wanted === 'commits') return 'commits';
  const example = 'a line for each version, as "2020-01-31: Names a new court."';
  if (!existsSync(wanted))
    return `--summaries is the word commits or a file with ${example}. There is no file ${wanted}.`;
  try {
    // A day is a word here.
    const read: unknown = parseYaml(readFileSync(wanted, 'utf8'), { schema: 'failsafe' });
    const entries = Object.entries((read ?? {}) as object);
    if (entries.every(([, words]) => typeof words === 'string' && words.trim() !== '')) return new Map(entries);
  } catch {
    // Told below.
  }
  return `${wanted} cannot be read: it holds ${example}.`;
}

export function valuesIn(file: string | null): Values | string {
  if (file === null) return new Map();
  if (!existsSync(file)) return `There is no file ${file} to take values from.`;
  const values = readValues(readFileSync(file, 'utf8'));
  return typeof values === 'string' ? `${file} ${values}` : values;
}
