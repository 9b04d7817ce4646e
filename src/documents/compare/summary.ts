import type { ClauseChange, Comparison, Counts, PassageChange } from './compare.ts';

/** How much has changed, in two phrases: of clauses, and of words. */
export function summaryOf(counts: Counts): string[] {
  const { clauses, changed, added, removed, moved, inserted, deleted } = counts;
  const others = [
    [added, 'added'],
    [removed, 'removed'],
    [moved, 'moved'],
  ] as const;
  const more = others.filter(([count]) => count > 0).map(([count, what]) => `${figure(count)} ${what}`);
  if (changed + more.length === 0) return ['Nothing changed: both say the same'];
  return [
    [`${figure(changed)} of ${plural(clauses, 'clause')} changed`, ...more].join(', '),
    `${plural(inserted, 'word')} inserted, ${figure(deleted)} deleted`,
  ];
}

/** The clauses in which something changed, for a list of contents. */
export function changesIn({ clauses }: Comparison): { id: string; text: string }[] {
  return clauses
    .filter(isChanged)
    .map((clause) => ({ id: anchorOf(clause), text: `${nameOf(clause)} · ${extentOf(clause)}` }));
}

export function isChanged({ change, moved }: ClauseChange): boolean {
  return change !== 'same' || moved !== null;
}

/** What stands before the first clause has no id of its own; no clause's begins so. */
export function anchorOf({ id }: ClauseChange): string {
  return id ?? '_opening';
}

export function nameOf({ id, title }: ClauseChange): string {
  return id === null ? 'Opening' : title;
}

/** `moved up, 3 words in, 1 out`. */
export function extentOf({ change, moved, words, passages }: ClauseChange): string {
  const parts: string[] = [];
  if (change === 'added' || change === 'removed') parts.push(change);
  if (moved) parts.push(`moved ${moved}`);
  if (change === 'same') parts.push('its words are the same');
  if (change !== 'changed') return parts.join(', ');

  const changes = passages.filter(({ change }) => change !== 'same');
  const rows = changes.filter(({ passage }) => passage.kind === 'row');
  const count = (kind: ClauseChange['change']) => rows.filter(({ change }) => change === kind).length;
  if (rows.length === changes.length) {
    for (const kind of ['added', 'removed', 'changed'] as const) {
      if (count(kind) > 0) parts.push(`${plural(count(kind), 'row')} ${kind}`);
    }
    return parts.join(', ');
  }
  const isMarked = changes.some(({ cells }) =>
    cells.some(({ pieces }) => pieces.some(({ change, text }) => change !== 'same' && text.trim() !== '')),
  );
  if (!isMarked) {
    const kinds = [...new Set(changes.flatMap(kindsOf))];
    return [...parts, ...kinds, 'no word changed'].join(', ');
  }
  const { inserted, deleted } = words;
  if (inserted > 0) parts.push(`${plural(inserted, 'word')} in`);
  if (deleted > 0) parts.push(`${inserted > 0 ? figure(deleted) : plural(deleted, 'word')} out`);
  return (inserted + deleted > 0 ? parts : [...parts, 'punctuation']).join(', ');
}

/** In a word or two what changed without words. */
function kindsOf({ cells, isSplit, notes }: PassageChange): string[] {
  const isJoined = cells.some(({ pieces }) => pieces.some(({ isJoined }) => isJoined));
  const said = notes.map((note) => kinds.find(([pattern]) => pattern.test(note))?.[1] ?? 'form');
  return [...(isSplit ? ['split'] : []), ...(isJoined ? ['joined'] : []), ...said];
}

const kinds = [
  [/^numbering/, 'numbering'],
  [/^level/, 'level of heading'],
  [/\bmoved\b/, 'moved'],
  [/\blink\b/, 'links'],
  [/struck/, 'strike'],
  [/emphasised/, 'emphasis'],
] as const;

export function plural(count: number, what: string): string {
  return `${figure(count)} ${what}${count === 1 ? '' : 's'}`;
}

function figure(count: number): string {
  return count.toLocaleString('en-US');
}
