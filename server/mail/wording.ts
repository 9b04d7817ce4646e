import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMarkdownProcessor, parseFrontmatter } from '@astrojs/markdown-remark';
import { dress, type HtmlNode } from './html.ts';
import { linkedMarks, mark } from './marks.ts';
import { senders, type TemplateName, templates } from './templates.ts';
import { type Block, type MarkdownNode, readBlocks } from './text.ts';

/** A template as compiled: a mark stands where a value goes. */
export interface Wording {
  readonly subject: string;
  readonly html: string;
  readonly text: readonly Block[];
  /** The placeholders to which a link leads. */
  readonly links: readonly string[];
}

interface Compiled {
  readonly markdown: MarkdownNode;
  readonly html: string;
}

/** By their source: compiling all of them takes longer than anything else that opening the services does. */
const compiled = new Map<string, Promise<Compiled>>();

export type Wordings = Readonly<Record<TemplateName, Wording>>;

/** Reads the wording of every mail, and throws when a placeholder is missing or unknown. */
export async function readWordings(folder: string): Promise<Wordings> {
  const entries = Object.entries(templates).map(
    async ([name, placeholders]) => [name, await readWording(join(folder, `${name}.md`), placeholders)] as const,
  );
  return Object.fromEntries(await Promise.all(entries)) as Record<TemplateName, Wording>;
}

async function readWording(file: string, placeholders: readonly string[]): Promise<Wording> {
  const { frontmatter, content } = parseFrontmatter(readFileSync(file, 'utf8'));
  const subject: unknown = frontmatter['subject'];
  if (typeof subject !== 'string' || /[\r\n]/.test(subject)) throw new Error(`${file} has no subject of one line`);
  checkPlaceholders(file, `${subject}\n${content}`, placeholders);

  const { markdown, html } = await compile(mark(content));
  return { subject: mark(subject), html, text: readBlocks(markdown, file), links: linkedMarks(html) };
}

function compile(content: string): Promise<Compiled> {
  const known = compiled.get(content) ?? compileAnew(content);
  compiled.set(content, known);
  return known;
}

async function compileAnew(content: string): Promise<Compiled> {
  let markdown: MarkdownNode = { type: 'root' };
  const processor = await createMarkdownProcessor({
    smartypants: false,
    syntaxHighlight: false,
    remarkPlugins: [
      () => (tree: MarkdownNode) => {
        markdown = tree;
      },
    ],
    rehypePlugins: [() => (tree: HtmlNode) => dress(tree)],
  });
  const { code: html } = await processor.render(content);
  return { markdown, html };
}

function checkPlaceholders(file: string, wording: string, placeholders: readonly string[]): void {
  const used = new Set(Array.from(wording.matchAll(/\{([^{}]*)\}/g), ([, name]) => name ?? ''));
  const problems = [
    ...[...used]
      .filter((name) => ![...placeholders, ...senders].includes(name))
      .map((name) => `{${name}} is not a placeholder of it`),
    ...placeholders.filter((name) => !used.has(name)).map((name) => `{${name}} is missing`),
  ];
  if (problems.length > 0) {
    const known = [...placeholders, ...senders].map((name) => `{${name}}`).join(', ');
    throw new Error(`The wording of a mail, ${file}: ${problems.join('; ')}. This mail has ${known}.`);
  }
}
