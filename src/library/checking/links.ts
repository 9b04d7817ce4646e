import { visit } from 'unist-util-visit';
import { type Problem, problemIn } from '../model/problem.ts';
import { routes } from '../model/routes.ts';
import type { Markdown } from '../text/tree.ts';
import type { CheckedText } from './text.ts';

/** What a document's address leads to: its clauses, and the versions that are published. */
export interface Target {
  readonly ids: ReadonlySet<string>;
  readonly versions: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Links of a text to addresses of this site that nobody answers; of a target that cannot be read nobody knows. */
export function checkLinks(
  { file, tree, ids }: CheckedText,
  targets: ReadonlyMap<string, Target | null>,
  { fragments }: { fragments: boolean },
): Problem[] {
  const problems: Problem[] = [];
  for (const { url, line } of linksIn(tree)) {
    const report = (problem: string, remedy: string) => problems.push(problemIn(file, problem, remedy, { line }));
    if (/^(https?:|mailto:|tel:)/i.test(url)) continue;
    if (/^[a-z][a-z0-9+.-]*:/i.test(url) || url.startsWith('//')) {
      report(`The link ${url} leads to a kind of address that is not used here.`, 'Write https:, mailto: or tel:.');
    } else if (url.startsWith('#')) {
      if (!ids.has(url.slice(1))) report(`No heading here has the id ${url}.`, 'Mend the link or the id.');
    } else if (!url.startsWith('/')) {
      report(`The link ${url} depends on where it is read.`, 'Start it with a slash, as /terms/, or with https://.');
    } else checkPath(url, report);
  }
  return problems;

  function checkPath(url: string, report: (problem: string, remedy: string) => void): void {
    const [path = '', fragment] = url.split('#');
    const [, slug = '', rest = ''] = /^\/(purposes\/[^/]+|[^/]+)\/(.*)$/.exec(path) ?? [];
    const target = targets.get(slug);
    if (target === null) return;
    if (!target) {
      if (!routes.includes(path)) report(`The link ${url} leads nowhere.`, nearest(path));
      return;
    }
    const names = [...target.versions.keys()];
    const known = [
      '',
      'history/',
      'chain.jsonl',
      'feed.xml',
      ...names.flatMap((version) => [`${version}/`, `${version}.md`]),
    ];
    const ids = rest === '' ? target.ids : target.versions.get(rest.slice(0, -1));
    if (!known.includes(rest) && !isComparison(rest, names)) {
      report(`The link ${url} leads nowhere.`, nearest(path));
    } else if (fragment && fragments && ids && !ids.has(fragment)) {
      report(`${path} has no clause #${fragment}.`, 'Mend the link, or the id in the other document.');
    }
  }

  function nearest(path: string): string {
    const withSlash = `${path}/`;
    const known = routes.includes(withSlash) || targets.has(path.slice(1));
    return known ? `Write ${withSlash}, with a slash at the end.` : 'Mend the address.';
  }
}

function isComparison(rest: string, versions: readonly string[]): boolean {
  const [, a = '', b = ''] = /^compare\/([^/]+)\/([^/]+)\/(?:\?.*)?$/.exec(rest) ?? [];
  return [a, b].every((name) => name === 'current' || versions.includes(name));
}

function linksIn(tree: Markdown): { url: string; line: number | null }[] {
  const links: { url: string; line: number | null }[] = [];
  visit(tree, (node) => {
    if (node.type !== 'link' && node.type !== 'definition' && node.type !== 'image') return;
    links.push({ url: node.url, line: node.position?.start.line ?? null });
  });
  return links;
}
