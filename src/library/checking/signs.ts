import {
  hiddenSignIn,
  hiddenSignsIn,
  hiddenSignWords,
  nameOfSign,
  notAsTyped,
  turningSignIn,
} from '../model/hidden-signs.ts';
import { excerpt, type Problem, problemIn } from '../model/problem.ts';
import { isPoint } from '../text/literal-signs.ts';
import type { Nodes } from '../text/tree.ts';
import { checkLists } from './lists.ts';
import type { CheckedText } from './text.ts';

/** Strong and struck words that were not read as such, and emphasis of which a sign stands wrong. */
const strayMark = /(?<![\\*])\*\*(?!\*)|(?<!\\)~~|(?<![\\*\p{L}\p{N}])\*(?=[^\s*][^*\n]*[^\s*\\]\*(?!\*))/u;

/** The beginning of a point, and how far it is set in. */
interface Point {
  readonly number: number;
  readonly indent: number;
  readonly words: string;
}

/** What would be read otherwise than it was typed. */
export function checkSigns({ file, tree }: CheckedText, text: string): Problem[] {
  const problems = new Map<string, Problem>();
  const lines = text.split('\n');
  // Positions count from the first line of the front matter, whose words are blank lines in the tree.
  const shift = text.length - (tree.position?.end.offset ?? text.length);
  const rawOf = ({ position }: Nodes) =>
    position ? text.slice((position.start.offset ?? 0) + shift, (position.end.offset ?? 0) + shift) : '';
  for (const [at, line] of lines.entries()) checkLine(line, at + 1);
  visit(tree);
  checkIndents(tree.children);
  checkLists(tree, { lines, report });
  return [...problems.values()].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));

  function report(line: number | undefined, problem: string, remedy: string): void {
    problems.set(`${line} ${problem}`, problemIn(file, problem, remedy, { line: line ?? null }));
  }

  function checkLine(line: string, number: number): void {
    const turning = turningSignIn(line);
    const hidden = hiddenSignIn(number === 1 ? line.replace(/^\ufeff/, '') : line);
    if (turning) {
      report(
        number,
        `A sign that nobody sees (${nameOfSign(turning)}) turns the direction of the words after it.`,
        notAsTyped,
      );
    }
    if (hidden) {
      const remedy = 'Remove it: it came with a copy from elsewhere, and no search finds the word around it.';
      report(number, `There is a sign that nobody sees (${nameOfSign(hidden)})${wordAround(line, hidden)}.`, remedy);
    }
    const [ofOneFont] = /\p{Co}/u.exec(line) ?? [];
    if (ofOneFont) {
      const remedy = 'Word and PDF make bullets and ticks so: make a list, or type the sign that is meant.';
      report(number, `The sign ${nameOfSign(ofOneFont)} is one of a single font, and others show a box.`, remedy);
    }
    if (/(?<!\\)_{3,}/.test(line) && !/^\s*_{3,}\s*$/.test(line)) signature(number);
  }

  function signature(line: number | undefined): void {
    const remedy = 'For a line to sign on, write each as \\_; otherwise fill it in.';
    report(line, 'Underscores were left to be filled in.', remedy);
  }

  function visit(node: Nodes): void {
    const line = node.position?.start.line;
    const raw = rawOf(node);
    if (node.type === 'text') checkWords(raw, line);
    if (node.type === 'text' && hiddenSignsIn(raw).length === 0) {
      for (const { sign } of hiddenSignsIn(node.value)) {
        report(line, hiddenSignWords('A code between “&” and “;”', sign), notAsTyped);
      }
    }
    if (node.type === 'image' || node.type === 'imageReference') {
      const remedy = 'Say in words what it shows: a text is read aloud, searched, compared and printed.';
      report(line, 'An image is no part of a text.', remedy);
    }
    if ((node.type === 'link' || node.type === 'definition') && node.title) {
      report(line, `The link has a note, “${node.title}”, that most readers never see.`, 'Say it in the text.');
    }
    if (node.type === 'thematicBreak' && raw.startsWith('_')) signature(line);
    if (node.type === 'heading' && !raw.trimStart().startsWith('#')) {
      const remedy = 'Leave an empty line before it for a line across the page, or begin the heading with ##.';
      report(line, 'The line of dashes or equals signs below makes these words a heading.', remedy);
    }
    if (node.type === 'table') checkTable(node);
    if (node.type === 'paragraph') checkParagraph(node);
    if (node.type === 'paragraph') checkPoints(node);
    if (node.type === 'footnoteDefinition' && !text.replace(raw, '').includes(`[^${node.label ?? node.identifier}]`)) {
      report(
        line,
        `Nothing refers to the footnote [^${node.label}], so nobody reads it.`,
        'Refer to it, or remove it.',
      );
    }
    if ('children' in node) for (const child of node.children) visit(child as Nodes);
  }

  function checkWords(raw: string, line: number | undefined): void {
    const [stray] = strayMark.exec(raw) ?? [];
    if (stray) {
      const escaped = stray.replace(/./g, '\\$&');
      const at = (line ?? 1) + raw.slice(0, raw.indexOf(stray)).split('\n').length - 1;
      report(
        at,
        `The signs ${stray} mark nothing here and would be seen.`,
        `They mark words where a space or the line's end stands outside of them, and a letter inside: as “${stray}word${stray}” for ${stray}“word”${stray}. Write ${escaped} for signs that are to be seen.`,
      );
    }
    for (const [mark] of raw.matchAll(/(?<!\\)\[\^[^\]\s]+\]/g)) {
      report(line, `The footnote ${mark} has no text.`, `Write it in a line of its own: ${mark}: …`);
    }
  }

  function checkTable({ children }: Extract<Nodes, { type: 'table' }>): void {
    const width = children[0]?.children.length ?? 0;
    for (const row of children) {
      if (row.children.length <= width) continue;
      const remedy = 'Give the table another column, or write \\| for a stroke that is to be seen.';
      report(row.position?.start.line, 'The row has more cells than the table has columns: the last is lost.', remedy);
    }
  }

  /** Points below points, set in by spaces, which would all begin at the same place. */
  function checkPoints({ position }: Extract<Nodes, { type: 'paragraph' }>): void {
    if (!position) return;
    const points = lines
      .slice(position.start.line - 1, position.end.line)
      .map((line, at) => ({
        number: position.start.line + at,
        // What stands before the first line of an item is the item's own sign.
        indent: at === 0 ? position.start.column - 1 : indentOf(line),
        words: at === 0 ? line.slice(position.start.column - 1) : line.slice(indentOf(line)),
      }))
      .filter(({ words }) => isPoint(words));
    checkIndented(points);
  }

  /** The same where each stands in a paragraph of its own, clause by clause. */
  function checkIndents(nodes: readonly Nodes[]): void {
    let points: Point[] = [];
    for (const { type, position } of nodes) {
      if (type === 'heading') {
        checkIndented(points);
        points = [];
      }
      if (type !== 'paragraph' || !position) continue;
      const [number, indent] = [position.start.line, position.start.column - 1];
      const words = (lines[number - 1] ?? '').slice(indent);
      if (isPoint(words)) points.push({ number, indent, words });
    }
    checkIndented(points);
  }

  function checkIndented(points: readonly Point[]): void {
    const least = Math.min(...points.map(({ indent }) => indent));
    const deeper = points.find(({ indent }) => indent >= least + 2);
    if (!deeper) return;
    const remedy =
      'Begin it where the others begin; or make a list of them, each point behind a hyphen and a space, where lines that are set in stay so.';
    report(
      deeper.number,
      `“${excerpt(deeper.words, 30)}” is set in by spaces, and would be shown like the points above.`,
      remedy,
    );
  }

  /** Lines of an address, or points that nobody takes for such, which would run together. */
  function checkParagraph({ children, position }: Extract<Nodes, { type: 'paragraph' }>): void {
    if (!position || children.some(({ type }) => type === 'break')) return;
    const own = lines
      .slice(position.start.line - 1, position.end.line)
      .map((line) => line.replace(/^[\s>]+/, '').trim());
    const signs = Object.groupBy(
      own.flatMap((line, at) => (isCited(line, own[at - 1]) ? [] : (signOf(line, at) ?? []))),
      ({ kind }) => kind,
    );
    for (const [first, second] of Object.values(signs).map((points) => points ?? [])) {
      if (!first || !second) continue;
      const remedy = 'To keep them apart, end each line but the last with a backslash, or make a list of them.';
      report(
        position.start.line + second.at,
        `“${excerpt(second.line, 30)}” would be shown in one line with the point before it.`,
        remedy,
      );
      return;
    }
    const isAddress = own.every(
      (line) => line.length <= 45 && /^[\p{Lu}\p{N}+]/u.test(line) && !/^\d+[.)]\s/.test(line),
    );
    if (own.length < 2 || !isAddress) return;
    const remedy = 'To keep them apart, end each but the last with a backslash; otherwise write them as one line.';
    report(position.start.line, `These ${own.length} lines would be shown as one.`, remedy);
  }
}

/** What begins points that are not shown each on a line of its own. */
const pointSigns: readonly RegExp[] = [
  /^§+\s*\d/u,
  /^(\p{Ll})\1\)\s/u,
  /^[–—‒−]\s/u,
  /^[（(]?[一二三四五六七八九十百\p{Nd}]+[）)、]\s*(?=\P{ASCII})/u,
  /^[\p{No}]\s*\p{L}/u,
  /^第\s*[一二三四五六七八九十百\p{Nd}]+\s*[条條章節节项項]/u,
  /^[\p{Script=Katakana}][\s　)）]/u,
  /^:\s/u,
  // Word's bullets in plain text, of the second level and of fonts of signs.
  /^(?:o\t|[●○■□▫◆◇►▶➢➤➔→✓✔❖]\s)/u,
];

function signOf(line: string, at: number): { kind: number; line: string; at: number } | null {
  const kind = pointSigns.findIndex((sign) => sign.test(line));
  return kind === -1 ? null : { kind, line, at };
}

/** A law that a sentence names, whose line happens to end before it. */
function isCited(line: string, before = ''): boolean {
  return /^[§第]/u.test(line) && before.length > 45 && !/\p{P}$/u.test(before);
}

function indentOf(line: string): number {
  return /^[\s>]*/.exec(line)?.[0].length ?? 0;
}

function wordAround(line: string, sign: string): string {
  const at = line.indexOf(sign);
  const before = /[\p{L}\p{N}]*$/u.exec(line.slice(0, at))?.[0] ?? '';
  const after = /^[\p{L}\p{N}]*/u.exec(line.slice(at + sign.length))?.[0] ?? '';
  return before || after ? ` at “${before}${after}”` : '';
}
