import { posix } from 'node:path';
import { withoutHiddenSigns } from '../model/hidden-signs.ts';
import type { Markdown } from '../text/tree.ts';
import { readMixed, readPage } from './html/source.ts';
import { createMarkdownReader } from './markdown-source.ts';
import type { Note } from './notes.ts';
import { readPlain } from './plain-source.ts';
import { fillTemplate, splitFront, type Values } from './templates.ts';

interface Reading {
  readonly tree: Markdown;
  /** Of the front matter or the page. */
  readonly title: string | null;
}

/** Reads a state of a policy as its reader saw it, in whichever form it was kept; words where it is in none of them. */
type Read = (path: string, text: string, note: Note) => Reading | string;

const templates = /\.(liquid|njk|hbs|handlebars|mustache|j2|jinja2?|twig|erb|ejs|tmpl)$/i;

export function createReader(values: Values): Read {
  const readMarkdown = createMarkdownReader();

  return (path, text, note) => {
    if (/^version https:\/\/git-lfs\.github\.com\//.test(text))
      return 'Only a reference to it is in the repository (Git LFS).';
    const kind = kindOf(path);
    if (kind === null) {
      const end = posix.extname(path);
      return `${end} files cannot be read, only Markdown, HTML and plain text: convert it first (pandoc does), in a repository of your own.`;
    }
    const { front, body } = splitFront(readable(text, note), note);
    const filled = fillTemplate(body, values, note);
    if (kind === 'plain') return { tree: readPlain(filled), title: front };
    if (kind === 'html') {
      const page = readPage(filled, note);
      return { tree: page.tree, title: front ?? page.title };
    }
    const markdown = /\.mdx$/i.test(path) ? withoutCode(filled, note) : filled;
    return { tree: readMixed(readMarkdown(markdown, note), note), title: front };
  };
}

function kindOf(path: string): 'markdown' | 'html' | 'plain' | null {
  const name = posix.basename(path).replace(templates, '');
  if (/\.(md|mdx|markdown|mkd|mdown)$/i.test(name)) return 'markdown';
  if (/\.x?html?$/i.test(name) || name !== posix.basename(path)) return 'html';
  return /\.te?xt$/i.test(name) || !/\.[a-z][a-z0-9]*$/i.test(name) ? 'plain' : null;
}

/** Signs that are not seen, or turn what is seen around, are no part of a text. */
function readable(text: string, note: Note): string {
  const lines = text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?|\u2028|\u2029/g, '\n')
    .replace(/\f|\v/g, '\n');
  // Beside these letters, marks of direction say where a number or a foreign word stands.
  const isTurned = /[\p{Script=Hebrew}\p{Script=Arabic}]/u.test(lines);
  const kept = isTurned
    ? /[\u00AD\u0600-\u0605\u061C\u06DD\u08E2\u200B-\u200F]/
    : /[\u00AD\u0600-\u0605\u06DD\u08E2\u200B-\u200D]/;
  const clean = withoutHiddenSigns(lines).replace(/[\p{Cf}\p{Co}\p{Cs}]/gu, (sign) => (kept.test(sign) ? sign : ''));
  if (clean !== lines) note('Signs that are not seen were left out.');
  return clean;
}

/** Of MDX, what is a program. Components are tags that nobody knows: their words stay. */
function withoutCode(text: string, note: Note): string {
  return text
    .replace(
      /^(?:import\s(?:[^\n]*\sfrom\s*)?["']|export\s+(?:const|let|var|default|async|function|class|[{*]))(?:[^\n]|\n(?!\s*\n))*$/gm,
      () => {
        note('Lines of a program (import, export) were left out.');
        return '';
      },
    )
    .replace(/\{\/\*[\s\S]*?\*\/\}/g, '');
}
