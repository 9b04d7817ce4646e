import { diffArrays } from 'diff';
import type { Passage } from '../text/passages.ts';

/** A passage and what it became; null where there is none. */
interface Aligned {
  readonly before: Passage | null;
  readonly after: Passage | null;
}

/** A column of two tables laid over each other; null where one side has none. */
interface Column {
  readonly before: number | null;
  readonly after: number | null;
}

type Row = Extract<Passage, { kind: 'row' }>;

/** Which cell belongs to which. Tables whose heads differ in their columns are laid over each other by the heads. */
export function columnsIn(aligned: readonly Aligned[]): (pair: Aligned) => readonly Column[] {
  const plans = { before: new Map<number, readonly Column[]>(), after: new Map<number, readonly Column[]>() };
  for (const { before, after } of aligned) {
    if (before?.kind !== 'row' || after?.kind !== 'row' || !before.isHead || !after.isHead) continue;
    if (before.cells.length === after.cells.length) continue;
    const plan = planFor(before, after);
    plans.before.set(before.table, plan);
    plans.after.set(after.table, plan);
  }

  return ({ before, after }) => {
    const old = before?.kind === 'row' ? plans.before.get(before.table) : undefined;
    const young = after?.kind === 'row' ? plans.after.get(after.table) : undefined;
    if (before && after ? old === young : true) {
      const plan = old ?? young;
      if (plan) return plan;
    }
    const count = Math.max(before?.cells.length ?? 0, after?.cells.length ?? 0);
    return Array.from({ length: count }, (_, at) => ({ before: at, after: at }));
  };
}

function planFor(before: Row, after: Row): Column[] {
  const columns: Column[] = [];
  let [old, young] = [0, 0];
  const names = (row: Row) => row.cells.map(({ text }) => text);
  for (const { count, added, removed } of diffArrays(names(before), names(after))) {
    for (let at = 0; at < count; at += 1) {
      columns.push({ before: added ? null : old++, after: removed ? null : young++ });
    }
  }
  return columns;
}
