import { createMarkdownProcessor, type RemarkPlugin } from '@astrojs/markdown-remark';
import { parse as parseYaml } from 'yaml';
import { createPipeline, type Markdown, type Nodes, type Pipeline } from '../markdown.ts';
import { inline } from '../text.ts';
import { createIds } from './ids.ts';
import { rewrite } from './rewrite.ts';

export interface Cleaned {
  readonly title: string;
  readonly body: string;
  /** What could not be carried over. */
  readonly notes: readonly string[];
}

export type Clean = (text: string, options: { title: string; base: string | null }) => Cleaned;

/** Turns Markdown as others keep it into what a version may hold: text, with an id for each heading. */
export async function createCleaner(): Promise<Clean> {
  const [parse, pipeline] = [await createParser(), await createPipeline()];

  return function clean(text, { title: otherwise, base }) {
    const notes = new Set<string>();
    const note = (words: string) => void notes.add(words);
    const { front, body } = splitFront(readable(text, note), note);
    const markdown = withoutLiquid(body, note);
    const tree = parse(markdown);
    const heading = tree.children.find((node) => node.type === 'heading' && node.depth === 1);
    const title = front ?? (heading && words(heading)) ?? otherwise;
    const dropped = front === null && heading ? heading : null;

    const rewritten = rewrite(markdown, tree, { ids: createIds(), dropped, base, note });
    if (isText(pipeline, rewritten)) return { title, body: tidy(rewritten), notes: [...notes] };
    note('The Markdown could not be read: its words stay, as plain paragraphs.');
    return { title, body: tidy(plainly(tree, dropped)), notes: [...notes] };
  };
}

/** Plain Markdown, as git hosts read it; the site's own pipeline reads MDX. */
async function createParser(): Promise<(text: string) => Markdown> {
  let parse: ((text: string) => Markdown) | null = null;
  const keep: RemarkPlugin = function (this) {
    parse = (text) => this.parse(text) as Markdown;
  };
  const markdown = await createMarkdownProcessor({ smartypants: false, syntaxHighlight: false, remarkPlugins: [keep] });
  await markdown.render('');
  if (!parse) throw new Error('The Markdown processor did not start');
  return parse;
}

/** Signs that are not seen, or turn what is seen around, are no part of a text. */
function readable(text: string, note: (words: string) => void): string {
  const lines = text.replace(/^\uFEFF/, '').replace(/\r\n?|\u2028|\u2029/g, '\n');
  const clean = lines.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, (sign) =>
    /[\n\t\u00AD\u200C\u200D]/.test(sign) ? sign : '',
  );
  if (clean !== lines) note('Signs that are not seen were left out.');
  return clean;
}

function splitFront(text: string, note: (words: string) => void): { front: string | null; body: string } {
  const block = /^---[ \t]*\n([\s\S]*?\n)?---[ \t]*(?:\n|$)/.exec(text);
  if (!block) return { front: null, body: text };
  const body = text.slice(block[0].length);
  try {
    const { title, ...others } = (parseYaml(block[1] ?? '') ?? {}) as Record<string, unknown>;
    for (const name of Object.keys(others)) note(`The front matter's "${name}" was left out.`);
    return { front: typeof title === 'string' && title.trim() ? title.replace(/\s+/g, ' ').trim() : null, body };
  } catch {
    note('The front matter could not be read.');
    return { front: null, body };
  }
}

/** A template's tags that only steer go; those that stand for words are shown as they are, for nobody here knows the words. */
function withoutLiquid(text: string, note: (words: string) => void): string {
  return text
    .replace(/\{%-?\s*comment\s*-?%\}[\s\S]*?\{%-?\s*endcomment\s*-?%\}/g, '')
    .replace(/\{%-?\s*(\w+)\b[^%]*?-?%\}|\{\{[^{}\n]*\}\}/g, (tag: string, name: string | undefined) => {
      if (name && !/^(data|include|render|link|post_url)$/.test(name)) {
        note(`The template's tag {% ${name} %} was left out; what stood inside it stays.`);
        return '';
      }
      note(`${tag.replace(/\s+/g, ' ')} stood for words that the repository does not tell: it is shown as it is.`);
      return tag;
    });
}

function isText(pipeline: Pipeline, body: string): boolean {
  try {
    return !hasCode(pipeline.parse(body));
  } catch {
    return false;
  }
}

function hasCode(node: Nodes): boolean {
  return /^mdx/.test(node.type) || ('children' in node && (node.children as Nodes[]).some(hasCode));
}

function plainly(tree: Markdown, dropped: Nodes | null): string {
  const ids = createIds();
  const quote = (text: string) => text.replace(/[\\`*_[\]{}<>#|~&]/g, '\\$&');
  return blocks(tree)
    .map((node) => {
      const text = words(node);
      if (node === dropped || !text) return '';
      const plain = quote(text).replace(
        /^(import|export|[-+])/,
        (start) => `&#${start.charCodeAt(0)};${start.slice(1)}`,
      );
      return node.type === 'heading' ? `## ${plain} [#${ids.take(text, null)}]` : plain;
    })
    .join('\n\n');
}

function blocks(node: Nodes): Nodes[] {
  if (['paragraph', 'heading', 'tableCell', 'code'].includes(node.type)) return [node];
  return 'children' in node ? (node.children as Nodes[]).flatMap(blocks) : [];
}

export function words(node: Nodes): string {
  return inline(node)
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function tidy(body: string): string {
  return `${body
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}
