import { hiddenSignsIn, hiddenSignWords, notAsTyped } from '../model/hidden-signs.ts';
import { type Problem, problemIn } from '../model/problem.ts';
import { lineOf, readSource } from '../model/source.ts';
import { attribute, components, customerData } from '../text/components.ts';
import { idOf, parse, tooDeepLine } from '../text/markdown.ts';
import { fold } from '../text/search.ts';
import { inline } from '../text/text.ts';
import type { Component, Heading, Markdown, Nodes } from '../text/tree.ts';
import { readAround } from './code.ts';

/** A text that could be read, and the clauses in it. */
export interface CheckedText {
  readonly file: string;
  readonly tree: Markdown;
  readonly ids: ReadonlySet<string>;
  /** What each clause is headed. */
  readonly titles: ReadonlyMap<string, string>;
}

/**
 * What is wrong in a text: in a draft, which may name these facts of the company, or, without any, in a version, which is
 * plain. Null where it cannot be read as it is.
 */
export function checkText(
  file: string,
  text: string,
  facts: Readonly<Record<string, unknown>> | null,
  problems: Problem[],
): CheckedText | null {
  const read = readSource(text);
  const body = 'problems' in read ? read.body : read.source.body;
  if ('problems' in read) {
    problems.push(...read.problems.map(({ problem, remedy, line }) => problemIn(file, problem, remedy, { line })));
  }

  if ('source' in read && facts) {
    for (const { path, sign } of hiddenSignsIn(read.source.frontMatter)) {
      const line = lineOf(text, String(path[0]));
      problems.push(
        problemIn(file, hiddenSignWords(`The front matter’s ${path.join('.')}`, sign), notAsTyped, { line }),
      );
    }
  }

  const deep = tooDeepLine(body);
  if (deep !== null) {
    const problem = 'Lists or quotations stand within each other more than 50 times.';
    problems.push(problemIn(file, problem, 'Begin the line further to the left.', { line: deep }));
    return null;
  }

  let tree: Markdown;
  try {
    tree = parse(body);
  } catch {
    const around = readAround(file, body);
    problems.push(...around.problems);
    if (!around.tree) return null;
    tree = around.tree;
  }

  const ids = new Set<string>();
  const titles = new Map<string, string>();
  let clause: string | null = null;
  for (const node of tree.children) {
    if (node.type === 'heading') clause = checkHeading(node);
    checkNode(node, 1);
  }
  return 'problems' in read ? null : { file, tree, ids, titles };

  function report(node: Nodes, problem: string, remedy: string): void {
    problems.push(problemIn(file, problem, remedy, { line: node.position?.start.line, clause }));
  }

  function checkHeading(heading: Heading): string | null {
    clause = null;
    const words = inline(heading).replace(/\s*\[#.*$/, '');
    const id = idOf(heading);
    if (heading.depth === 1)
      report(
        heading,
        `"${words}" is a heading of the first level.`,
        'The title stands in the front matter; start clauses with ##.',
      );
    const typed = /\[#([^\]]+)\]\s*$/u.exec(inline(heading))?.[1];
    if (!id && typed) {
      report(
        heading,
        `The id of the heading "${words}" cannot be an address: [#${typed}].`,
        `Write [#${idFor(typed)}]: small letters without accents, digits and hyphens.`,
      );
      return null;
    }
    if (!id) {
      const remedy = `Put one at the end of the heading, as ## ${words} [#${idFor(words)}]; small letters, digits and hyphens.`;
      report(heading, `The heading "${words}" has no id.`, remedy);
      return null;
    }
    if (ids.has(id)) report(heading, `The id #${id} is used twice.`, 'Give one of the headings another id.');
    ids.add(id);
    titles.set(id, words);
    return id;
  }

  function checkNode(node: Nodes, depth: number): void {
    const kind: string = node.type;
    if (kind === 'heading' && depth > 1) report(node, 'A heading stands inside a list or a quotation.', 'Move it out.');
    if (kind === 'mdxjsEsm') {
      report(node, 'Import and export are code, not text.', 'Remove the line.');
    }
    if (kind === 'mdxFlowExpression' || kind === 'mdxTextExpression') {
      report(node, 'Words in braces are code, not text.', 'Remove them, or write \\{ for a brace that is to be seen.');
    }
    if (kind === 'mdxJsxFlowElement' || kind === 'mdxJsxTextElement') checkComponent(node as Component);
    if ('children' in node) for (const child of node.children) checkNode(child, depth + 1);
  }

  function checkComponent(component: Component): void {
    const name = component.name ?? '';
    const known = components[name];
    const node: Nodes = component;
    if (!known) {
      const choice = Object.keys(components)
        .map((name) => `<${name} />`)
        .join(' and ');
      report(
        node,
        `<${name}> is not known.`,
        `Only ${choice} may stand in a draft; write \\< for a sign that is to be seen.`,
      );
      return;
    }
    if (!facts) {
      report(
        node,
        `<${name}> stands in a published version.`,
        'A version is plain text; restore it from the main branch.',
      );
    }
    const given = component.attributes.map((attribute) => ('name' in attribute ? attribute.name : '…'));
    if (component.children.length > 0) report(node, `<${name}> holds text.`, `Write <${name} /> by itself.`);
    for (const unknown of given.filter((name) => !known.includes(name))) {
      report(node, `<${name}> has an unknown attribute "${unknown}".`, 'Remove it.');
    }
    const only = attribute(component, 'only');
    if (name === 'Subprocessors' && given.includes('only') && only !== customerData) {
      report(node, `<Subprocessors> knows no list of "${only}".`, `Write only="${customerData}", or leave it out.`);
    }
    const id = attribute(component, 'id');
    if (name === 'Fact' && facts && !Object.hasOwn(facts, id)) {
      report(node, `company.yaml has no fact "${id}".`, `Use one of: ${Object.keys(facts).join(', ')}.`);
    }
  }
}

function idFor(words: string): string {
  const id = fold(words)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '');
  return id || 'a-name';
}
