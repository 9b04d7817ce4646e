import type { Markdown } from '../text/tree.ts';

/** What may stand open over a heading, or give it a meaning from elsewhere. */
const reachesFar =
  /^[ \t>*+\-\d.)]*(?:`{3}|~{3})|^[ >]*\[\^|<(?:script|style|pre|textarea)\b|<!--(?![^\n]*-->)|<!\[CDATA|<\?/im;

/** Before a heading at the beginning of a line, behind an empty one. */
const cuts = /(?<=\n[ \t]*\n)(?=#{1,6}[ \t])/;

/**
 * Parses a text section by section and remembers those of the text before: of a policy, a change leaves most as they
 * were. The nodes are shared, and their places count within their sections: nobody may alter them.
 */
export function parseInSections(parse: (text: string) => Markdown): (text: string) => Markdown {
  let known = new Map<string, Markdown>();

  return (text) => {
    if (reachesFar.test(text)) return parse(text);
    const definitions = definitionsIn(text);
    const used = new Map<string, Markdown>();
    const trees = text.split(cuts).map((section) => {
      const whole = definitions === '' ? section : `${section}\n\n${definitions}`;
      const tree = known.get(whole) ?? used.get(whole) ?? parse(whole);
      used.set(whole, tree);
      return tree;
    });
    known = used;
    return { type: 'root', children: trees.flatMap(({ children }) => children) };
  };
}

/** The addresses of links, which each section may name. */
function definitionsIn(text: string): string {
  const found: string[] = [];
  let isOpen = true;
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    const isDefinition: boolean = isOpen && /^[ >]*\[[^\]]+\]:/.test(line);
    if (isDefinition) found.push(line.replace(/^[ >]+/, ''), ...(/\]:\s*$/.test(line) ? [lines[index + 1] ?? ''] : []));
    isOpen = isDefinition || line.trim() === '' || line.trim() === '>';
  }
  return found.join('\n');
}
