import { type Problem, problemIn } from '../model/problem.ts';
import { components } from '../text/components.ts';
import { parse } from '../text/markdown.ts';
import type { Markdown } from '../text/tree.ts';

interface Sign {
  readonly pattern: RegExp;
  readonly problem: (found: RegExpExecArray) => string;
  readonly remedy: (found: RegExpExecArray) => string;
}

const choice = Object.keys(components).map((name) => `<${name} />`);

/** What a draft cannot hold, in the order in which it is looked for. */
const signs: readonly Sign[] = [
  {
    pattern: /<!--[\s\S]*?(?:-->|$)/g,
    problem: () => 'Comments cannot stand in a text.',
    remedy: () => 'Remove it; say it in the pull request.',
  },
  {
    pattern: /<((?:https?:\/\/|mailto:)[^\s<>]+|[^\s<>@]+@[^\s<>@]+)>/g,
    problem: ([whole]) => `The address ${whole} stands in angle brackets.`,
    remedy: ([, address]) => `Take them away: ${address} becomes a link by itself.`,
  },
  {
    pattern: /(?<=^(#+\s[^\n{]*?)\s*)\{#([^}\n]*)\}?/gm,
    problem: () => 'An id in braces is code here.',
    remedy: ([, heading, id]) => `Write it in brackets: ${heading} [#${id}]`,
  },
  {
    pattern: /<br\s*\/?>/gi,
    problem: ([whole]) => `${whole} is code; it makes no new line here.`,
    remedy: () => 'End the line with a backslash; in a table, make two rows, or put a semicolon between.',
  },
  {
    pattern: /<\/?su[bp]>/gi,
    problem: ([whole]) => `${whole} is code; it raises or lowers no sign here.`,
    remedy: () => 'Write the sign itself, as in m² or CO₂.',
  },
  {
    pattern: new RegExp(`</?(${Object.keys(components).join('|')})\\b[^<>\\n]*>?`, 'g'),
    problem: ([whole]) => `${whole} is not written as it must be.`,
    remedy: ([, name = '']) => `Write ${wayOf(name)}.`,
  },
  {
    pattern: /<\/?([a-z][\w.:-]*)(?:\s[^<>\n]*)?\/?>/gi,
    problem: ([, name]) => `<${name}> is not known.`,
    remedy: () => `Only ${choice.join(' and ')} may stand in a draft; write \\< for a sign that is to be seen.`,
  },
  {
    pattern: /<(?=[^\s<])/g,
    problem: () => 'The sign < begins code here.',
    remedy: () => 'Write \\< where it is to be seen, or leave a space after it.',
  },
  {
    pattern: /\{[^{}\n]*\}?/g,
    problem: ([whole]) => `Words in braces are code, not text: ${whole}.`,
    remedy: () => 'Remove them, or write \\{ for a brace that is to be seen.',
  },
  {
    pattern: /^(?:import|export)\b/gm,
    problem: ([word]) => `A line that begins with “${word}” is read as code.`,
    remedy: () => 'Put another word before it, or join it to the line above.',
  },
];

/** A text that cannot be read as it is: all that is wrong with it, and how it reads without that. */
export function readAround(
  file: string,
  body: string,
): { readonly tree: Markdown | null; readonly problems: Problem[] } {
  const found: { at: number; problem: Problem }[] = [];
  let rest = withoutLiterals(body);
  const characters = body.split('');
  for (const { pattern, problem, remedy } of signs) {
    for (const match of rest.matchAll(pattern)) {
      const [whole] = match;
      const line = body.slice(0, match.index).split('\n').length;
      found.push({ at: match.index, problem: problemIn(file, problem(match), remedy(match), { line }) });
      for (let at = match.index; at < match.index + whole.length; at += 1) {
        const sign = characters[at] ?? '';
        if (whole.startsWith('{#')) characters[at] = sign.replace('{', '[').replace('}', ']');
        else if (/[<>{}]/.test(sign) || /^[ie]/.test(whole)) characters[at] = '.';
      }
    }
    rest = withoutLiterals(characters.join(''));
  }
  const problems = found.toSorted((a, b) => a.at - b.at).map(({ problem }) => problem);
  return readWithout(characters.join('').split('\n'));

  /** Leaves out one paragraph after another that cannot be read. */
  function readWithout(lines: readonly string[]): { tree: Markdown | null; problems: Problem[] } {
    try {
      return { tree: parse(lines.join('\n')), problems };
    } catch (error) {
      const { line = null } = error as { line?: number | null };
      const remedy = 'If a brace or a < is to be seen, write \\{ or \\<; otherwise remove it.';
      problems.push(problemIn(file, 'The text cannot be read here.', remedy, { line }));
      const rest = line === null ? lines : without(lines, line - 1);
      return rest.some((text, at) => text !== lines[at]) ? readWithout(rest) : { tree: null, problems };
    }
  }
}

/** With blanks for the paragraph around one of them, so that what follows stays where it is. */
function without(lines: readonly string[], at: number): string[] {
  const isEmpty = (line: string | undefined) => !line?.trim();
  const first = lines.findLastIndex((line, index) => index <= at && isEmpty(line));
  const next = lines.findIndex((line, index) => index >= at && isEmpty(line));
  return lines.map((line, index) => (index > first && (next === -1 || index < next) ? blank(line) : line));
}

/** Signs that are written as code or behind a backslash mean themselves; components may stand here. */
function withoutLiterals(body: string): string {
  return body
    .replace(/^(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1/gm, blank)
    .replace(/(?<![`\\])(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, blank)
    .replace(/\\[<{}]/g, blank)
    .replace(/<([A-Za-z]+)(?:\s+\w+="[^"<>{}\n]*")*\s*\/>/g, (tag, name) => (name in components ? blank(tag) : tag));
}

function wayOf(name: string): string {
  const attributes = (components[name] ?? []).map((attribute) => ` ${attribute}="…"`);
  return `<${name}${attributes.join('')} />`;
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}
