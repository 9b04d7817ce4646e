import { type Element, element, type Html, wordsOf } from '../../text/tree.ts';
import type { Note } from '../notes.ts';
import { isRaisedEnding, lower, raise } from '../superscripts.ts';
import { type Child, isBlock } from './elements.ts';
import { arrangeTable } from './table.ts';

const silent = /^(head|title|meta|link|base|style|wbr|col|colgroup|param|source|track)$/;
const dropped =
  /^(script|template|iframe|frame|frameset|noframes|object|embed|applet|canvas|svg|audio|video|noscript|map|select|textarea|datalist|dialog)$/;

/** HTML in as few elements as Markdown knows: what it cannot say is said in words, or noted. */
export function simplify(nodes: readonly (Html | Element)['children'][number][], note: Note): Child[] {
  return nodes.flatMap((node): Child[] => {
    if (node.type === 'text') return [node];
    return node.type === 'element' ? simplifyElement(node, note) : [];
  });
}

function simplifyElement(node: Element, note: Note): Child[] {
  const { tagName: name, properties } = node;
  const style = String(properties['style'] ?? '');
  const inside = () => simplify(node.children, note);
  if (silent.test(name)) return [];
  if (name === 'nav') return leaveOut('A list of links around the text (<nav>) was left out.');
  if (dropped.test(name)) return leaveOut(`<${name}> was left out with all that it held.`);
  const isHidden = properties['hidden'] !== undefined && properties['hidden'] !== false;
  if (isHidden || /display\s*:\s*none|visibility\s*:\s*hidden/i.test(style)) {
    return wordsOf(node).trim() === '' ? [] : leaveOut('Words that the page hid were left out.');
  }
  switch (name) {
    case 'table':
      return arrangeTable({ ...node, children: inside() }, note);
    case 'ol':
      return simplifyOrdered(node, style, note);
    case 'ul':
    case 'menu':
    case 'dir': {
      const items = itemsIn(node).map((item) => ({ ...item, properties: {}, children: simplify(item.children, note) }));
      return [element('ul', items)];
    }
    case 'dl':
      return inside();
    case 'dt':
    case 'summary':
      return [element('p', [element('strong', inside())])];
    case 'dd':
      return [element('div', inside())];
    case 'sup':
    case 'sub':
      return inside().map((child) => mapText(child, (words) => (name === 'sub' ? lower(words) : raised(words, note))));
    case 'ins':
      note('A mark for inserted words (<ins>) was left out: the words stay.');
      return inside();
    case 'input':
      return properties['type'] === 'checkbox' ? [node] : leaveOut('A field of a form was left out.');
    case 'math':
      note('A formula was left out; its signs stay.');
      return [{ type: 'text', value: wordsOf(node) }];
    case 'u':
    case 'mark':
      note(`<${name}> was left out; its words stay.`);
      return inside();
    case 'li':
    case 'p':
      return [{ ...node, properties: {}, children: inside() }];
    default: {
      const isStruck = /^(del|s|strike)$/.test(name) || /line-through/i.test(style);
      if (isStruck) return distribute(element('del', []), inside());
      if (/^(span|font|big|small|abbr|acronym|label|button|time|cite|dfn|center|details)$/.test(name)) {
        return isBlock(name) ? [element('div', inside())] : inside();
      }
      if (/^(b|strong|em|i|a|code|kbd|samp|tt|var|q)$/.test(name)) return distribute(node, inside());
      return [{ ...node, children: inside() }];
    }
  }

  function leaveOut(words: string): Child[] {
    note(words);
    return [];
  }
}

/** Letters and other numbers than 1, 2, 3 as typed: Markdown would count anew. */
function simplifyOrdered(list: Element, style: string, note: Note): Child[] {
  const items = itemsIn(list);
  const letters = /lower-(alpha|latin)|upper-(alpha|latin)|lower-roman|upper-roman/i.exec(style)?.[0] ?? '';
  const type = String(list.properties['type'] ?? '') || typeOf(letters.toLowerCase());
  const isReversed = list.properties['reversed'] !== undefined && list.properties['reversed'] !== false;
  const step = isReversed ? -1 : 1;
  let next = Number(list.properties['start'] ?? (isReversed ? items.length : 1));
  const numbers = items.map(({ properties }) => {
    const number = Number(properties['value'] ?? next);
    next = number + step;
    return number;
  });
  const [first = 1] = numbers;
  const isPlain = !/^[aAiI]$/.test(type) && first >= 0 && numbers.every((number, index) => number === first + index);
  if (isPlain) {
    const children = items.map((item) => ({ ...item, properties: {}, children: simplify(item.children, note) }));
    return [{ ...list, properties: { start: first }, children }];
  }
  note(`The points of a list are kept as they were counted (${label(numbers[0] ?? 1, type)} …), each in a paragraph.`);
  return items.map((item, index) => {
    const children = simplify(item.children, note);
    const start: Child = { type: 'text', value: `${label(numbers[index] ?? 1, type)} ` };
    const [lead] = children.filter((child) => child.type !== 'text' || child.value.trim() !== '');
    const isParagraph = lead?.type === 'element' && lead.tagName === 'p';
    if (!isParagraph) return element('div', [start, ...children]);
    const words = { ...lead, children: [start, ...lead.children] };
    return element(
      'div',
      children.map((child) => (child === lead ? words : child)),
    );
  });
}

/** The points of a list; what stands between them belongs to the one before. */
function itemsIn(list: Element): Element[] {
  const items: Element[] = [];
  for (const child of list.children) {
    if (child.type === 'element' && child.tagName === 'li') items.push(child);
    else if (child.type === 'element' && !isBlock(child.tagName) && child.children.some(isItem)) {
      items.push(...itemsIn(child));
    } else if (wordsOf(child).trim() !== '') {
      const last = items.pop() ?? element('li', []);
      items.push({ ...last, children: [...last.children, child] });
    }
  }
  return items;
}

function isItem(node: Child): boolean {
  return node.type === 'element' && node.tagName === 'li';
}

function typeOf(style: string): string {
  const [side, kind = ''] = style.split('-');
  const letter = kind === 'roman' ? 'i' : kind ? 'a' : '';
  return side === 'upper' ? letter.toUpperCase() : letter;
}

function label(number: number, type: string): string {
  if (!/^[aAiI]$/.test(type) || number < 1) return `${number}.`;
  const letters = /a/i.test(type) ? alphabetic(number) : roman(number);
  return `${/[AI]/.test(type) ? letters.toUpperCase() : letters}.`;
}

function alphabetic(number: number): string {
  const letter = String.fromCharCode(97 + ((number - 1) % 26));
  return number > 26 ? alphabetic(Math.floor((number - 1) / 26)) + letter : letter;
}

const romanSigns = {
  m: 1000,
  cm: 900,
  d: 500,
  cd: 400,
  c: 100,
  xc: 90,
  l: 50,
  xl: 40,
  x: 10,
  ix: 9,
  v: 5,
  iv: 4,
  i: 1,
};

function roman(number: number): string {
  const [sign, value] = Object.entries(romanSigns).find(([, value]) => value <= number) ?? [];
  return sign && value ? sign + roman(number - value) : '';
}

function raised(words: string, note: Note): string {
  if (isRaisedEnding(words)) return words;
  const signs = raise(words);
  if (signs.startsWith('^')) note(`Words that were raised stand behind a ^ now: ${signs}.`);
  return signs;
}

/** Marks the words in a block instead of the block: Markdown's emphasis does not reach over paragraphs. */
function distribute(mark: Element, children: readonly Child[]): Child[] {
  const parts: Child[] = [];
  let run: Child[] = [];
  for (const child of children) {
    if (child.type !== 'element' || !isBlock(child.tagName)) run.push(child);
    else {
      end();
      parts.push({ ...child, children: distribute(mark, child.children) });
    }
  }
  end();
  return parts;

  function end(): void {
    if (run.some((child) => wordsOf(child).trim() !== '' || holdsPicture(child)))
      parts.push({ ...mark, children: run });
    else parts.push(...run);
    run = [];
  }
}

function holdsPicture(node: Child): boolean {
  return node.type === 'element' && (node.tagName === 'img' || node.children.some(holdsPicture));
}

function mapText(node: Child, change: (words: string) => string): Child {
  if (node.type === 'text') return { ...node, value: change(node.value) };
  return node.type === 'element' ? { ...node, children: node.children.map((child) => mapText(child, change)) } : node;
}
