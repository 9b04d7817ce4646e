import { type Element, element, wordsOf } from '../../text/tree.ts';
import type { Note } from '../notes.ts';
import { type Child, isBlock } from './elements.ts';

interface Row {
  readonly part: string;
  readonly cells: readonly Element[];
}

/** A simplified table with one line of words in each cell; one that only arranges the page becomes paragraphs. */
export function arrangeTable(table: Element, note: Note): Child[] {
  const rows = rowsIn(table, 'tbody');
  const caption = childrenNamed(table, 'caption').map((caption) => element('p', [element('strong', caption.children)]));
  const order = ['thead', 'tbody', 'tfoot'];
  const sorted = rows.toSorted((a, b) => order.indexOf(a.part) - order.indexOf(b.part));
  if (isLayout(table, sorted)) {
    if (rows.length > 0) note('A table that arranged whole paragraphs, headings or tables became what stood in it.');
    return [...caption, ...sorted.flatMap(({ cells }) => cells.map((cell) => element('div', cell.children)))];
  }
  const isSpanning = ({ properties }: Element) =>
    Number(properties['colSpan']) > 1 || Number(properties['rowSpan']) > 1;
  if (rows.some(({ cells }) => cells.some(isSpanning))) {
    note('A cell that reached over several places of a table stands in the first of them; the others are empty.');
  }
  const lines = sorted.map(({ cells }) => element('tr', cells.map(simplifyCell)));
  const heads = sorted.filter(({ part }) => part === 'thead').length;
  const parts = heads > 0 ? [element('thead', lines.slice(0, heads)), element('tbody', lines.slice(heads))] : lines;
  return [...caption, element('table', parts)];

  function simplifyCell(cell: Element): Element {
    const { colSpan, rowSpan, align } = cell.properties;
    const properties = {
      ...(colSpan ? { colSpan } : {}),
      ...(rowSpan ? { rowSpan } : {}),
      ...(align ? { align } : {}),
    };
    const lines = linesIn(cell.children);
    if (lines.length > 1) note("Lines in a table's cell stand one behind the other now.");
    const children = lines.flatMap((line, index): Child[] =>
      index === 0 ? line : [{ type: 'text', value: ' ' }, ...line],
    );
    return element(cell.tagName, children, properties);
  }
}

/** What stands in lines of its own, each as words. */
function linesIn(children: readonly Child[], point = ''): Child[][] {
  const lines: Child[][] = [];
  let line: Child[] = point ? [{ type: 'text', value: point }] : [];
  for (const child of children) {
    if (child.type === 'element' && /^(ul|ol)$/.test(child.tagName)) {
      end();
      const first = Number(child.properties['start'] ?? 1);
      const items = childrenNamed(child, 'li');
      const sign = (index: number) => (child.tagName === 'ol' ? `${first + index}. ` : '• ');
      lines.push(...items.flatMap((item, index) => linesIn(item.children, sign(index))));
    } else if (child.type === 'element' && isBlock(child.tagName)) {
      if (line.map(wordsOf).join('').trim() !== point.trim()) end();
      const [first = [], ...rest] = linesIn(child.children);
      line.push(...first);
      end();
      lines.push(...rest);
    } else if (child.type === 'element' && child.tagName === 'br') end();
    else line.push(child);
  }
  end();
  return lines;

  function end(): void {
    if (line.some((node) => node.type !== 'text' || node.value.trim() !== '')) lines.push(line);
    line = [];
  }
}

function isLayout(table: Element, rows: readonly Row[]): boolean {
  if (/^(presentation|none)$/.test(String(table.properties['role'] ?? ''))) return true;
  const widest = Math.max(0, ...rows.map(({ cells }) => cells.length));
  const holdsHeads = rows.some(({ cells }) => cells.some(({ tagName }) => tagName === 'th'));
  if (widest <= 1 || (rows.length === 1 && !holdsHeads)) return true;
  return rows.some(({ cells }) => cells.some(holdsStructure));
}

function holdsStructure({ children }: Element): boolean {
  return children.some(
    (child) =>
      child.type === 'element' && (/^(h[1-6]|table|pre|blockquote)$/.test(child.tagName) || holdsStructure(child)),
  );
}

function rowsIn(parent: Element, part: string): Row[] {
  return parent.children.flatMap((child): Row[] => {
    if (child.type !== 'element') return [];
    if (/^(thead|tbody|tfoot)$/.test(child.tagName)) return rowsIn(child, child.tagName);
    if (child.tagName !== 'tr') return [];
    const cells = child.children.filter((cell) => cell.type === 'element' && /^t[hd]$/.test(cell.tagName)) as Element[];
    return cells.length > 0 ? [{ part, cells }] : [];
  });
}

function childrenNamed(parent: Element, name: string): Element[] {
  return parent.children.filter((child) => child.type === 'element' && child.tagName === name) as Element[];
}
