import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { writtenIn } from '../../words/documents/written.ts';
import { extend } from '../model/chain/chain.ts';
import type { PublishedLine } from '../model/chain/line.ts';
import { type Day, showDay } from '../model/days.ts';
import { digestsOf } from '../text/derivation.ts';
import { parse } from '../text/markdown.ts';
import { render } from '../text/render.ts';
import { createBlobReader } from './blobs.ts';
import { type CleaningOptions, createCleaner } from './clean.ts';
import { daysNamedIn } from './effect-days.ts';
import type { State } from './history.ts';
import { lineFor } from './line.ts';
import { gatherNotes } from './notes.ts';
import { parseInSections } from './sections.ts';
import type { Summaries } from './summaries.ts';

/** How far it got. */
export type Progress = (done: number, of: number) => void;

/** Makes the versions in a folder, one after the other: of a long history, only one text is in memory. */
export function writeVersions(
  folder: string,
  repository: string,
  states: readonly State[],
  {
    summaries,
    language,
    progress,
    ...options
  }: CleaningOptions & { summaries: Summaries; language: string; progress: Progress },
) {
  const clean = createCleaner(options);
  const read = parseInSections(parse);
  const blobOf = createBlobReader(
    repository,
    lastOfDays(states).map(({ blob }) => blob),
  );
  const notes = gatherNotes();
  const lines: PublishedLine[] = [];
  const titles: string[] = [];
  let subjects: string[] = [];
  let seen: string | null = null;

  for (const [index, state] of states.entries()) {
    const { day, blob, path, subject } = state;
    if (blob !== states[index - 1]?.blob) subjects.push(subject);
    if (states[index + 1]?.day === day) continue;
    progress(index + 1, states.length);
    const said = subjects;
    subjects = [];
    if (`${path} ${blob}` === seen) {
      notes.addSame(day);
      continue;
    }
    seen = `${path} ${blob}`;
    const found = blobOf(blob);
    if (found?.isOldEncoding) notes.add('The text is not in UTF-8: it was read as Windows-1252.', day);
    const made = found === null ? 'It is no text.' : make(path, found.text);
    if (typeof made === 'string') {
      notes.add(`Left out: ${made}`, day);
      continue;
    }
    const { cleaned, source, rendered } = made;
    const digests = digestsOf(source, rendered);
    if (digests.textSha256 === lines.at(-1)?.textSha256) {
      notes.addSame(day);
      continue;
    }
    for (const note of cleaned.notes) notes.add(note, day);
    for (const named of daysNamedIn(rendered.text)) notes.addNamed(named, day);
    const summary = summaryFor(day, neutralSummary(day, lines.length === 0, language), said, summaries);
    lines.push(extend(lines, lineFor(state, summary, digests)));
    titles.push(cleaned.title);
    writeFileSync(join(folder, `${day}.mdx`), source);
  }
  return { lines, titles, notes: notes.all() };

  function make(path: string, text: string) {
    try {
      const cleaned = clean(path, text);
      if (typeof cleaned === 'string') return cleaned;
      const source = `---\n${stringify({ title: cleaned.title })}---\n\n${cleaned.body}`;
      return { cleaned, source, rendered: render(source, { read }) };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return 'Lists, quotations or tags stand within each other too often to be read.';
    }
  }
}

/** Of a day, its last state counts. */
function lastOfDays(states: readonly State[]): State[] {
  return states.filter(({ day }, index) => states[index + 1]?.day !== day);
}

function neutralSummary(day: Day, isFirst: boolean, text: string): string {
  const { firstRecorded, changed, language } = writtenIn(text);
  return `${isFirst ? firstRecorded : changed} ${showDay(day, language)}.`;
}

function summaryFor(day: Day, neutral: string, subjects: readonly string[], summaries: Summaries): string {
  if (summaries !== 'commits') return summaries.get(day) ?? neutral;
  const said = [...new Set(subjects.map((subject) => subject.trim()).filter(Boolean))].join('; ');
  return said.length > 500 ? `${said.slice(0, 499)}…` : said || neutral;
}
