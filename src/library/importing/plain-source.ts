import type { Markdown, Nodes } from '../text/tree.ts';

type Block = Markdown['children'][number];

/** A line that was broken only because the page was full. */
const fullLine = 56;

/** Text without markup: paragraphs, headings that stand alone, and points that begin with a dash. Signs mean themselves. */
export function readPlain(text: string): Markdown {
  const groups = text
    .split(/\n(?:[ \t]*\n)+/)
    .map((group) => group.split('\n').filter((line) => line.trim() !== ''))
    .filter((lines) => lines.length > 0);
  const children: Block[] = [];
  for (const lines of groups) {
    const isPoint = /^\s*[-*•–]\s+\S/.test(lines[0] ?? '');
    const last = children.at(-1);
    if (!isPoint) children.push(...blocksIn(lines));
    else if (last?.type === 'list') last.children.push(...pointsIn(lines));
    else children.push({ type: 'list', ordered: false, spread: false, children: pointsIn(lines) });
  }
  return { type: 'root', children };
}

function blocksIn(lines: readonly string[]): Block[] {
  const [first = '', second = ''] = lines;
  const underline = /^\s*([=\-~*])\1{2,}\s*$/.exec(second)?.[1];
  if (underline && lines.length >= 2) {
    const rest = lines.slice(2);
    return [heading(first, underline === '=' ? 1 : 2), ...(rest.length > 0 ? [paragraph(rest)] : [])];
  }
  if (lines.length === 1 && /^\s*([=\-_*~#])\1{2,}\s*$/.test(first)) return [{ type: 'thematicBreak' }];
  return [lines.length === 1 && isHeading(first.trim()) ? heading(first, 2) : paragraph(lines)];
}

/** Short, alone, and in capitals or numbered like a clause; a sentence ends in a stop. */
function isHeading(line: string): boolean {
  const isSentence = /[.,;:!?]$/.test(line);
  if (line.length > 80 || isSentence) return false;
  const isCapitals = /\p{Lu}{3}/u.test(line) && !/\p{Ll}/u.test(line);
  return (
    isCapitals ||
    /^(?:\d+(?:\.\d+)*[.)]?|§+\s*\d+\w*|(?:Article|Section|Artikel|Clause)\s+\w+[.:]?)\s+\p{Lu}/u.test(line)
  );
}

function pointsIn(lines: readonly string[]): Extract<Nodes, { type: 'listItem' }>[] {
  const points: string[][] = [];
  for (const line of lines) {
    const [, words] = /^\s*[-*•–]\s+(.*)$/.exec(line) ?? [];
    if (words === undefined) points.at(-1)?.push(line);
    else points.push([words]);
  }
  return points.map((point) => ({ type: 'listItem', spread: false, children: [paragraph(point)] }));
}

function heading(line: string, depth: 1 | 2): Block {
  return { type: 'heading', depth, children: [{ type: 'text', value: line.trim() }] };
}

/** Lines go on where they were full, and stand by themselves where they were short. */
function paragraph(lines: readonly string[]): Extract<Block, { type: 'paragraph' }> {
  const isWrapped = lines.slice(0, -1).every((line) => line.trimEnd().length >= fullLine);
  const children = lines.flatMap((line, index): Extract<Block, { type: 'paragraph' }>['children'] => {
    const text = { type: 'text', value: line.trim() } as const;
    if (index === 0) return [text];
    return isWrapped ? [{ type: 'text', value: `\n${text.value}` }] : [{ type: 'break' }, text];
  });
  return { type: 'paragraph', children };
}
