import { join } from 'node:path';
import { contentDir } from 'virtual:build';
import type { Clock } from '../../../../server/clock.ts';
import { type Comparisons, createComparisons } from '../../../library/compare/comparisons.ts';
import type { Version } from '../../../library/model/chain/effects.ts';
import { dayIn } from '../../../library/model/days.ts';
import { type Document, inEffect, type Library, languageOf, openPublished } from '../../../library/model/library.ts';

/** Two versions of a document, by their names in the address. */
export interface Asked {
  readonly document: Document;
  /** Of its texts. */
  readonly language: string;
  readonly a: Version;
  readonly b: Version;
}

let opened: { library: Library; comparisons: Comparisons } | null = null;

/** Read when the first comparison is asked for; while developing, anew each time. */
export function openComparisons() {
  if (opened && !import.meta.env.DEV) return opened;
  // A program of its own beside the built site: Node runs it as it is written.
  const program = join(process.cwd(), 'src', 'library', 'compare', 'worker.ts');
  const comparisons = opened?.comparisons ?? createComparisons(contentDir, program);
  opened = { library: openPublished(contentDir), comparisons };
  return opened;
}

/** Null where there is no such document or version. */
export function findAsked(params: Record<string, string | undefined>, clock: Clock): Asked | null {
  const { library } = openComparisons();
  const document = library.documents.find(({ slug }) => slug === params['document']);
  if (!document) return null;

  const today = dayIn(library.company.timeZone, clock.now());
  const [a, b] = [params['a'], params['b']].map((name) =>
    name === 'current' ? inEffect(document, today) : document.versions.find(({ version }) => version === name),
  );
  return a && b ? { document, language: languageOf(library, document), a, b } : null;
}
