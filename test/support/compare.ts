import fc from 'fast-check';
import { type Comparison, compareVersions } from '../../src/library/compare/compare.ts';
import type { Piece, Place } from '../../src/library/compare/pieces.ts';
import { linesIn } from '../../src/library/text/passages.ts';
import { createRenderer } from '../../src/library/text/render.ts';
import { draft } from './library.ts';

const render = createRenderer();

/** Compares two bodies of Markdown. */
export function compareBodies(before: string, after: string): Comparison {
  return compareVersions(render(draft(before)), render(draft(after)));
}

/** Whether a version says the same as another, and shows it in the same way. */
export function isSame({ clauses }: Comparison): boolean {
  return clauses.every(({ change, moved }) => change === 'same' && moved === null);
}

export function renderBody(body: string) {
  return render(draft(body));
}

const word = fc.constantFrom(
  ...[
    'data',
    'we',
    'keep',
    'delete',
    '30',
    'days',
    'of',
    'the',
    'your',
    'logs',
    'e\u0301tat',
    '“quoted”',
    '(b)',
    '$5,000.00',
  ],
  ...[
    '*marked*',
    '**strong words**',
    '[a link](/dpa/)',
    '`code`',
    'не',
    '日本',
    'x',
    'non-exclusive',
    'and/or',
    'o’clock,',
  ],
);
const sentence = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => `${words.join(' ')}.`);
const list = fc.array(sentence, { minLength: 1, maxLength: 4 });
const table = fc.array(fc.tuple(word, sentence), { minLength: 1, maxLength: 3 });
const block = fc.oneof(
  { weight: 3, arbitrary: sentence },
  list.map((items) => items.map((item) => `- ${item}`).join('\n')),
  list.map((items) => items.map((item) => `1. ${item}\n   - ${item}`).join('\n')),
  sentence.map((quoted) => `> ${quoted}`),
  sentence.map((code) => `\`\`\`\n${code}\n\n  ${code}\n\`\`\``),
  table.map((rows) =>
    ['| Name | Purpose |', '| --- | --- |', ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n'),
  ),
  table.map((rows) =>
    ['| Name | Where | Why |', '| --- | --- | --- |', ...rows.map(([a, b]) => `| ${a} |  | ${b} |`)].join('\n'),
  ),
);
const clause = fc.record({
  title: sentence,
  level: fc.constantFrom(2, 2, 3),
  blocks: fc.array(block, { maxLength: 4 }),
});

/** A body of Markdown, its clauses named by a few ids so that two bodies have some in common. */
export const body = fc
  .tuple(
    fc.array(block, { maxLength: 2 }),
    fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), clause), {
      selector: ([id]) => id,
      maxLength: 5,
    }),
  )
  .map(([opening, clauses]) =>
    [
      ...opening,
      ...clauses.flatMap(([id, { title, level, blocks }]) => [`${'#'.repeat(level)} ${title} [#${id}]`, ...blocks]),
    ].join('\n\n'),
  );

/** One of the two texts as it can be read from their comparison alone, to the letter. */
export function textIn(comparison: Comparison, side: 'before' | 'after'): string {
  const pieces = comparison.clauses
    .flatMap(({ passages }) => passages.flatMap(({ cells }) => cells.flatMap(({ pieces }) => pieces)))
    .flatMap((piece) => (piece[side] ? [{ piece, place: piece[side] }] : []))
    .toSorted((a, b) => order(a.place, b.place));
  const words = new Map<string, string>();
  for (const { piece, place } of pieces) add(words, piece, place);
  return comparison[side]
    .flatMap((passage, at) =>
      linesIn({
        ...passage,
        cells: passage.cells.map((_, cell) => ({ text: words.get(`${at} ${cell}`) ?? '', marks: [] })),
      }),
    )
    .join('\n');
}

function add(words: Map<string, string>, { text }: Piece, { passage, cell }: Place): void {
  const key = `${passage} ${cell}`;
  words.set(key, (words.get(key) ?? '') + text);
}

function order(a: Place, b: Place): number {
  return a.passage - b.passage || a.cell - b.cell || a.from - b.from;
}
