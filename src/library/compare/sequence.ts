/** Of two sequences: for each place of one the place on the other side that it is matched with, or -1. */
export interface Matches {
  readonly before: Int32Array;
  readonly after: Int32Array;
}

/** Beyond so many edits the way that has led farthest is taken: not always the shortest, and found in time. */
const mostEdits = { first: 2000, late: 40 };
/** Steps after which it is late. */
const soon = 5_000_000;

/** As many elements as can be matched in the same order on both sides: a longest common subsequence (Myers 1986). */
export function matchInOrder(before: Int32Array, after: Int32Array): Matches {
  const matches = { before: new Int32Array(before.length).fill(-1), after: new Int32Array(after.length).fill(-1) };
  // What stands on one side alone takes no part.
  const [olds, news] = [placesOf(before, new Set(after)), placesOf(after, new Set(before))];
  const a = olds.map((at) => before[at] as number);
  const b = news.map((at) => after[at] as number);
  const size = a.length + b.length + 3;
  const forward = new Int32Array(2 * size);
  const backward = new Int32Array(2 * size);
  let steps = 0;
  solve(0, a.length, 0, b.length);
  return matches;

  function match(x: number, y: number): void {
    matches.before[olds[x] as number] = news[y] as number;
    matches.after[news[y] as number] = olds[x] as number;
  }

  function solve(fromA: number, toA: number, fromB: number, toB: number): void {
    for (;;) {
      while (fromA < toA && fromB < toB && a[fromA] === b[fromB]) match(fromA++, fromB++);
      while (fromA < toA && fromB < toB && a[toA - 1] === b[toB - 1]) match(--toA, --toB);
      if (fromA === toA || fromB === toB) return;
      const [x, y] = middleOf(fromA, toA, fromB, toB);
      solve(fromA, x, fromB, y);
      [fromA, fromB] = [x, y];
    }
  }

  /** A place that a shortest way passes, from both ends at once. */
  function middleOf(fromA: number, toA: number, fromB: number, toB: number): [number, number] {
    const [n, m] = [toA - fromA, toB - fromB];
    const delta = n - m;
    const isOdd = (delta & 1) !== 0;
    forward[size + 1] = 0;
    backward[size + 1] = 0;
    for (let d = 0; ; d += 1) {
      const [low, high] = [-d + 2 * Math.max(0, d - m), d - 2 * Math.max(0, d - n)];
      for (let k = low; k <= high; k += 2) {
        let x = step(forward, k, d);
        let y = x - k;
        while (x < n && y < m && a[fromA + x] === b[fromB + y]) {
          x += 1;
          y += 1;
        }
        forward[size + k] = x;
        if (isOdd && Math.abs(delta - k) < d && x + (backward[size + delta - k] as number) >= n) {
          return [fromA + x, fromB + y];
        }
      }
      for (let k = low; k <= high; k += 2) {
        let x = step(backward, k, d);
        let y = x - k;
        while (x < n && y < m && a[toA - 1 - x] === b[toB - 1 - y]) {
          x += 1;
          y += 1;
        }
        backward[size + k] = x;
        if (!isOdd && Math.abs(delta - k) <= d && x + (forward[size + delta - k] as number) >= n) {
          return [toA - x, toB - y];
        }
      }
      steps += high - low + 2;
      if (d < (steps < soon ? mostEdits.first : mostEdits.late)) continue;
      let farthest: [number, number] = [0, 0];
      for (let k = low; k <= high; k += 2) {
        const x = Math.min(forward[size + k] as number, n, m + k);
        if (2 * x - k > farthest[0] + farthest[1]) farthest = [x, x - k];
      }
      return [fromA + farthest[0], fromB + farthest[1]];
    }
  }

  function step(reached: Int32Array, k: number, d: number): number {
    const [above, below] = [reached[size + k + 1] as number, reached[size + k - 1] as number];
    return k === -d || (k !== d && below < above) ? above : below + 1;
  }
}

function placesOf(sequence: Int32Array, known: ReadonlySet<number>): number[] {
  const places: number[] = [];
  for (let at = 0; at < sequence.length; at += 1) if (known.has(sequence[at] as number)) places.push(at);
  return places;
}

/**
 * Where the same words can be marked in more than one place, marks them between natural ends: of a paragraph, a
 * sentence, a phrase. `ends` says how good an end each element is.
 */
export function slide(sequence: Int32Array, ends: Uint8Array, own: Int32Array, others: Int32Array): void {
  let start = 0;
  while (start < sequence.length) {
    if (own[start] !== -1) {
      start += 1;
      continue;
    }
    let end = start;
    while (end < sequence.length && own[end] === -1) end += 1;
    start = settle(start, end);
  }

  function settle(first: number, last: number): number {
    let [start, end] = [first, last];
    while (start > 0 && isPure(start, end) && sequence[start - 1] === sequence[end - 1] && own[start - 1] !== -1) {
      shift(start - 1, end - 1);
      start -= 1;
      end -= 1;
    }
    let best = { start, score: scoreOf(start, end) };
    while (end < sequence.length && own[end] !== -1 && isPure(start, end) && sequence[start] === sequence[end]) {
      shift(end, start);
      start += 1;
      end += 1;
      const score = scoreOf(start, end);
      if (score >= best.score) best = { start, score };
    }
    while (start > best.start) {
      shift(start - 1, end - 1);
      start -= 1;
      end -= 1;
    }
    return end;
  }

  /** Nothing is marked on the other side in the same place. */
  function isPure(start: number, end: number): boolean {
    const before = start === 0 ? -1 : (own[start - 1] as number);
    const after = end === sequence.length ? others.length : (own[end] as number);
    return after === before + 1;
  }

  /** Marks that meet become one, which is worth more than any end. */
  function scoreOf(start: number, end: number): number {
    const meets = (start > 0 && own[start - 1] === -1) || own[end] === -1;
    return (meets ? 10 : 0) + (start === 0 ? 4 : (ends[start - 1] as number)) + (ends[end - 1] as number);
  }

  function shift(from: number, to: number): void {
    const other = own[from] as number;
    own[to] = other;
    others[other] = to;
    own[from] = -1;
  }
}
