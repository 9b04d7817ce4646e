import { parse as parseYaml } from 'yaml';
import { attempt } from '../model/result.ts';
import type { Note } from './notes.ts';

/** What a template's words stand for, by their names. */
export type Values = ReadonlyMap<string, string>;

/** Values as a file gives them, one name in another or with dots: `site: { name: Acme }`, `site.name: Acme`. */
export function readValues(text: string): Values | string {
  let read: unknown;
  try {
    read = parseYaml(text);
  } catch (error) {
    return `is not YAML: ${(error as Error).message.split('\n')[0]}`;
  }
  const values = new Map<string, string>();
  const isRead = read !== null && typeof read === 'object' && !Array.isArray(read) && take(read, '');
  return isRead ? values : 'gives no values: write each as `name: value`.';

  function take(given: object, prefix: string): boolean {
    return Object.entries(given).every(([name, value]) => {
      if (value !== null && typeof value === 'object' && !Array.isArray(value)) return take(value, `${prefix}${name}.`);
      if (!['string', 'number', 'boolean'].includes(typeof value)) return false;
      values.set(`${prefix}${name}`, String(value));
      return true;
    });
  }
}

/** The title that stands above a text, and the text below it. */
export function splitFront(text: string, note: Note): { front: string | null; body: string } {
  const yaml = /^---[ \t]*\n([\s\S]*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(text);
  const toml = /^\+\+\+[ \t]*\n([\s\S]*?\n)?\+\+\+[ \t]*(?:\n|$)/.exec(text);
  const found = yaml ?? toml;
  if (!found) return { front: null, body: text };
  const entries = yaml ? readYaml(found[1] ?? '') : readToml(found[1] ?? '');
  // Two rules with words between them are no front matter.
  if (entries === null && yaml && !/^\w[\w-]*\s*:/m.test(found[1] ?? '')) return { front: null, body: text };
  const body = text.slice(found[0].length);
  if (entries === null) {
    note('The front matter could not be read.');
    return { front: null, body };
  }
  const { title, ...others } = entries;
  for (const name of Object.keys(others)) note(`The front matter's "${name}" was left out.`);
  return { front: typeof title === 'string' && title.trim() ? title.replace(/\s+/g, ' ').trim() : null, body };
}

function readYaml(text: string): Record<string, unknown> | null {
  const read: unknown = attempt(() => parseYaml(text) ?? {});
  return typeof read === 'object' && !Array.isArray(read) ? (read as Record<string, unknown> | null) : null;
}

function readToml(text: string): Record<string, unknown> {
  const entries = text.matchAll(/^\s*(\w[\w-]*)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|(.*))\s*$/gm);
  return Object.fromEntries(
    [...entries].map(([, name = '', double, single, bare]) => [name, double ?? single ?? bare]),
  );
}

const tags = new RegExp(
  [
    /\{%-?\s*(?<steer>\w+)\b(?<of>(?:[^%]|%(?!\}))*?)-?%\}/, // Liquid, Jinja, Twig, Nunjucks
    /\{\{[<%]\s*(?<shortcode>\/?\s*[\w-]+)(?<argument>[^{}\n]*?)\/?\s*[>%]\}\}/, // Hugo
    /\{\{\{?-?(?<words>[^{}\n]*?)-?\}?\}\}/, // what stands for words in all of them
    /<%[=-]?(?<program>(?:[^%]|%(?!>))*)%>/, // ERB, EJS
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

/** Where a link of Markdown leads, with a tag in it. */
const destination =
  /\]\(((?:[^\s()]|\{\{[^{}\n]*\}\}|\{%[^%\n]*%\})*(?:\{\{[^{}\n]*\}\}|\{%[^%\n]*%\})(?:[^\s()]|\{\{[^{}\n]*\}\}|\{%[^%\n]*%\})*)(?=\)|\s)/g;

/** A template's tags that only steer go; those that stand for words take their values, or are shown as they are. */
export function fillTemplate(text: string, values: Values, note: Note): string {
  const literal: string[] = [];
  const kept = text
    .replace(
      /\{%-?\s*comment\s*-?%\}[\s\S]*?\{%-?\s*endcomment\s*-?%\}|\{\{!--[\s\S]*?--\}\}|\{#[\s\S]*?#\}/g,
      (comment) =>
        // An id of a heading is no comment.
        /^\{#[\w:.-]+[^#]*$/.test(comment) ? comment : '',
    )
    .replace(/\{%-?\s*raw\s*-?%\}([\s\S]*?)\{%-?\s*endraw\s*-?%\}/g, (_, words: string) => {
      literal.push(words);
      return `\uE000${literal.length - 1}\uE001`;
    })
    // Where a link leads is an address: a tag that stays in it may have no spaces there.
    .replace(
      destination,
      (_, address: string) => `](${filled(address, () => {}).replace(/[\s(){}]/g, encodeURIComponent)}`,
    )
    .replace(tags, replaceTag(note));
  return kept.replace(/\uE000(\d+)\uE001/g, (_, index: string) => literal[Number(index)] ?? '');

  function filled(text: string, note: Note): string {
    return text.replace(tags, replaceTag(note));
  }

  function replaceTag(note: Note) {
    return (tag: string, ...rest: unknown[]) => fill(tag, rest.at(-1) as Partial<Record<string, string>>, note);
  }

  function fill(tag: string, groups: Partial<Record<string, string>>, note: Note): string {
    const { steer, of, shortcode, argument, words, program } = groups;
    if (steer && !/^(data|include|include_relative|render|link|post_url|trans|translate)$/.test(steer)) {
      return leaveOut(`{% ${steer} %}`, note);
    }
    if (shortcode && !/^(param|ref|relref|site)$/.test(shortcode)) return leaveOut(`{{< ${shortcode} >}}`, note);
    const name = (words ?? of ?? argument ?? program ?? '')
      .replace(/\|.*$/s, '')
      .trim()
      .replace(/^["'.]+|["']+$/g, '');
    const value = values.get(name);
    if (value !== undefined) return value;
    const shown = tag.replace(/\s+/g, ' ');
    note(`${shown} stood for words that the repository does not tell: it is shown as it is. Give them with --values.`);
    return tag;
  }

  function leaveOut(tag: string, note: Note): string {
    note(`The template's tag ${tag} was left out; what stood inside it stays.`);
    return '';
  }
}
