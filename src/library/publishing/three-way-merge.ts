import { diffArrays } from 'diff';

/** A line that is not empty, and the empty ones below it. */
interface Line {
  readonly text: string;
  readonly gap: readonly string[];
}

/** What a change does to one line, to several at once, or between two. */
interface Edit {
  readonly from: number;
  /** Behind its last line; `from` itself where lines are added alone. */
  readonly to: number;
  readonly lines: readonly Line[];
  /** What stands between the added lines and the one above them. */
  readonly gapAbove: Line['gap'];
  /** Where nothing is new but what stands below the line. */
  readonly gap?: Line['gap'];
}

/** Where a line of the base is in the other text: there, in none, or in other words. */
type Place = { readonly at: number } | { readonly goneAt: number } | 'otherwise';

/** A passage that both texts changed. */
export interface Conflict {
  /** The heading that it stands under. */
  readonly clause: { readonly title: string; readonly id: string | null } | null;
  /** As the base has it, or the line above what was added. */
  readonly passage: string;
}

/**
 * Makes the change that `theirs` made to a text in `ours`, which left the same text earlier. What only the base has is
 * changed in none; what `ours` has in other words is a conflict, and so is what is added where the two part.
 */
export function merge(
  base: string,
  { theirs, ours }: { readonly theirs: string; readonly ours: string },
): { readonly text: string; readonly conflicts: readonly Conflict[] } {
  const [was, is, other] = [linesOf(base), linesOf(theirs), linesOf(ours)];
  const places = placesIn(was, other);
  const merged: Line[][] = other.map((line) => [line]);
  const conflicts: Conflict[] = [];

  for (const edit of editsOf(was, is)) if (!apply(edit)) conflicts.push(conflictAt(was, edit));
  const text = merged.flat().map(({ text, gap }) => [text, ...gap].join('\n'));
  return { text: `${text.join('\n')}${ours.endsWith('\n') ? '\n' : ''}`, conflicts };

  function apply(edit: Edit): boolean {
    if (edit.from === edit.to) return add(edit);
    if (edit.gap) return part(edit.from, edit.gap);
    const found = places.slice(edit.from, edit.to);
    if (found.every((place) => isIn(place, 'goneAt'))) return true;
    const first = found[0];
    if (!isIn(first, 'at') || !found.every((place, index) => isIn(place, 'at') && place.at === first.at + index)) {
      return false;
    }
    const last = other[first.at + found.length - 1];
    const lines = edit.lines.map((line, index) =>
      index === edit.lines.length - 1 && last ? { ...line, gap: last.gap } : line,
    );
    for (const [index] of found.entries()) merged[first.at + index] = index === 0 ? lines : [];
    if (lines.length === 0 && last) widenAbove(first.at, last.gap);
    return true;
  }

  /** One paragraph becomes two, or two become one. */
  function part(from: number, gap: Line['gap']): boolean {
    const [above, below] = [places[from], places[from + 1]];
    if (isIn(above, 'goneAt') && isIn(below, 'goneAt')) return true;
    if (!isIn(above, 'at') || !isIn(below, 'at') || below.at !== above.at + 1) return false;
    merged[above.at] = withGap(merged[above.at] ?? [], gap);
    return true;
  }

  function add({ from, lines, gapAbove }: Edit): boolean {
    const [previous, next] = [places[from - 1], places[from]];
    if (isIn(previous, 'goneAt') && isIn(next, 'goneAt')) return true;
    const isRow = lines.every(({ text }) => row.test(text));
    const starts = isIn(previous, 'at') ? previous.at + 1 : isIn(previous, 'goneAt') ? previous.goneAt : null;
    const ends =
      from === was.length ? other.length : isIn(next, 'at') ? next.at : isIn(next, 'goneAt') ? next.goneAt : null;
    const at = isRow ? (ends ?? starts) : starts;
    const before = at === null ? undefined : other[at - 1];
    // A row of a list belongs to the list, whichever rows it has; a paragraph could belong to either clause.
    const isPlain = starts === ends && !isIn(previous, 'goneAt') && !isIn(next, 'goneAt');
    if (at === null || !before || !(isPlain || (isRow && row.test(before.text)))) return false;
    const added = lines.map((line, index) => (index === lines.length - 1 ? { ...line, gap: before.gap } : line));
    const above = lastAbove(at);
    merged[above] = withGap(merged[above] ?? [], gapAbove);
    merged[at - 1] = [...(merged[at - 1] ?? []), ...added];
    return true;
  }

  /** What stood below a line that is gone stands as far below the one above it. */
  function widenAbove(at: number, gap: Line['gap']): void {
    const above = lastAbove(at);
    const lines = merged[above];
    if (lines && (lines.at(-1)?.gap.length ?? 0) < gap.length) merged[above] = withGap(lines, gap);
  }

  function lastAbove(at: number): number {
    return merged.slice(0, at).findLastIndex((lines) => lines.length > 0);
  }
}

const row = /^\s*\|/;

function withGap(lines: readonly Line[], gap: Line['gap']): Line[] {
  return lines.map((line, index) => (index === lines.length - 1 ? { ...line, gap } : line));
}

function isIn<Key extends string>(place: unknown, key: Key): place is Record<Key, number> {
  return typeof place === 'object' && place !== null && key in place;
}

function linesOf(text: string): Line[] {
  const lines: { text: string; gap: string[] }[] = [];
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const last = lines.at(-1);
    if (line.trim() === '' && last) last.gap.push(line);
    else lines.push({ text: line, gap: [] });
  }
  return lines;
}

interface Hunk {
  readonly from: number;
  readonly to: number;
  /** In the other text. */
  readonly start: number;
  readonly end: number;
}

/** Where two texts differ; the lines between stand in both. */
function hunksOf(before: readonly Line[], after: readonly Line[]): Hunk[] {
  const hunks: Hunk[] = [];
  let [from, start] = [0, 0];
  for (const { added, removed, count } of diffArrays(texts(before), texts(after))) {
    const to = from + (added ? 0 : count);
    const end = start + (removed ? 0 : count);
    const last = hunks.at(-1);
    if (added || removed) {
      if (last && last.to === from && last.end === start) hunks[hunks.length - 1] = { ...last, to, end };
      else hunks.push({ from, to, start, end });
    }
    [from, start] = [to, end];
  }
  return hunks;
}

function texts(lines: readonly Line[]): string[] {
  return lines.map(({ text }) => text);
}

function placesIn(base: readonly Line[], other: readonly Line[]): Place[] {
  const places: Place[] = [];
  let at = 0;
  for (const { from, to, start, end } of hunksOf(base, other)) {
    while (places.length < from) places.push({ at: at++ });
    while (places.length < to) places.push(start === end ? { goneAt: start } : 'otherwise');
    at = end;
  }
  while (places.length < base.length) places.push({ at: at++ });
  return places;
}

/** Line by line wherever that can be told. */
function editsOf(before: readonly Line[], after: readonly Line[]): Edit[] {
  const edits: Edit[] = [];
  let [from, start] = [0, 0];
  const split = (to: number) => {
    for (; from < to; from++, start++) {
      const [was, is] = [before[from], after[start]];
      if (was && is && from + 1 < to && (was.gap.length === 0) !== (is.gap.length === 0)) {
        edits.push({ from, to: from + 1, lines: [is], gapAbove: [], gap: is.gap });
      }
    }
  };
  for (const hunk of hunksOf(before, after)) {
    split(hunk.from);
    const lines = after.slice(hunk.start, hunk.end);
    const gapAbove = after[hunk.start - 1]?.gap ?? [];
    const isByLine = lines.length === 0 || lines.length === hunk.to - hunk.from;
    if (isByLine) {
      for (let at = hunk.from; at < hunk.to; at++) {
        edits.push({ from: at, to: at + 1, lines: lines.slice(at - hunk.from, at - hunk.from + 1), gapAbove });
      }
    } else edits.push({ from: hunk.from, to: hunk.to, lines, gapAbove });
    [from, start] = [hunk.to, hunk.end];
  }
  split(before.length);
  return edits;
}

function conflictAt(lines: readonly Line[], { from, to }: Edit): Conflict {
  const above = lines.slice(0, from + 1).findLast(({ text }) => heading.test(text));
  const [, title = '', id = null] = heading.exec(above?.text ?? '') ?? [];
  const passage = lines.slice(from === to ? from - 1 : from, to).map(({ text }) => text);
  return { clause: above ? { title, id } : null, passage: passage.join(' ') };
}

const heading = /^#{1,6}\s+(.*?)(?:\s*\[#([\w-]+)\])?\s*$/;
