import { unspaced } from '../model/direction.ts';
import type { Nodes } from './tree.ts';

/** A letter or digit of a script that puts spaces between words. */
const inWord = new RegExp(`(?![${unspaced}\\p{Script=Hang}])[\\p{L}\\p{N}\\p{M}]`, 'u');

/** The parts of micromark's tokenizer that are needed here. */
interface Effects {
  enter(type: string): void;
  exit(type: string): void;
  consume(code: number | null): void;
}
type State = (code: number | null) => State | undefined;

const asterisk = '*'.charCodeAt(0);

/** Asterisks inside a word mean themselves: `24*7`. */
export function keepSigns(this: { data(): object }): void {
  const data = this.data() as { micromarkExtensions?: object[] };
  data.micromarkExtensions ??= [];
  data.micromarkExtensions.push({ text: { [asterisk]: { name: 'asterisks', tokenize } } });

  function tokenize(this: { previous: number | null }, effects: Effects, ok: State, nok: State): State {
    const { previous } = this;
    return (code) => {
      if (!isInWord(previous)) return nok(code);
      effects.enter('data');
      return inside(code);
    };

    function inside(code: number | null): State | undefined {
      if (code === asterisk) {
        effects.consume(code);
        return inside;
      }
      if (!isInWord(code)) return nok(code);
      effects.exit('data');
      return ok(code);
    }
  }
}

function isInWord(code: number | null): boolean {
  return code !== null && code > 0 && inWord.test(String.fromCharCode(code));
}

/** `(a)`, `a)`, `i.`, `1.2 The`, `•`: but not the first letters of "i. V. m." or "i.e.". */
const point =
  /\n(?=\((?:\p{L}{1,2}|[ivxlc]{1,5}|\d{1,2})\)\s|(?:\p{L}|[ivxlc]{1,5}|\d{1,2})\)\s|(?:\p{L}|[ivxlc]{1,5})\.\s+(?!\p{L}\.)|\d{1,2}(?:\.\d{1,2})+\.?\s+\p{Lu}|[•‣▪◦·]\s*\S)/iu;

/** Whether a line is one, without what it is set in by. */
export function isPoint(line: string): boolean {
  return `\n${line}`.search(point) === 0;
}

/** Lettered points stand on their own lines, as they were typed. */
export function keepPoints(node: Nodes): void {
  if (!('children' in node)) return;
  const children = node.children as Nodes[];
  if (node.type === 'paragraph') children.splice(0, children.length, ...children.flatMap(inLines));
  for (const child of children) keepPoints(child);
}

function inLines(node: Nodes): Nodes[] {
  if (node.type !== 'text') return [node];
  const start = node.position?.start;
  let line = start?.line ?? 0;
  return node.value.split(point).flatMap((value, at): Nodes[] => {
    const position = start && node.position ? { ...node.position, start: { ...start, line } } : undefined;
    line += value.split('\n').length;
    const text: Nodes = { type: 'text', value, ...(position ? { position } : {}) };
    return at === 0 ? [text] : [{ type: 'break' }, text];
  });
}
