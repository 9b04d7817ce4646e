import { excerpt } from '../model/problem.ts';
import type { Markdown, Nodes } from '../text/tree.ts';

type List = Extract<Nodes, { type: 'list' }>;

interface Reading {
  readonly lines: readonly string[];
  report(line: number | undefined, problem: string, remedy: string): void;
}

/** Numbers that would be shown otherwise than they were typed, and sentences that were torn into a list. */
export function checkLists(tree: Markdown, { lines, report }: Reading): void {
  visit(tree);

  function visit(node: Nodes): void {
    if (!('children' in node)) return;
    const children = node.children as Nodes[];
    /** The number that would go on with the list before it. */
    let next: number | null = null;
    let isTorn = false;
    for (const [at, child] of children.entries()) {
      if (child.type === 'heading') next = null;
      if (child.type === 'list') {
        isTorn = node.type !== 'listItem' && goesOn(children[at - 1], child, isTorn);
        if (isTorn) torn(child);
        if (child.ordered) {
          if (!isTorn) checkNumbers(child, next);
          next = (child.start ?? 1) + child.children.length;
        }
      }
      visit(child);
    }
  }

  /** Without an empty line between, and without a colon that announces a list. */
  function goesOn(before: Nodes | undefined, list: List, isBeforeTorn: boolean): boolean {
    const isWords = before?.type === 'paragraph' || (before?.type === 'list' && isBeforeTorn);
    const end = isWords ? before.position?.end.line : undefined;
    if (end === undefined || end + 1 !== list.position?.start.line) return false;
    return !/[:：]\W*$/u.test(lines[end - 1] ?? '');
  }

  function torn(list: List): void {
    const line = list.position?.start.line;
    const [sign = ''] = /^[\d.)+*-]+/.exec(typedIn(line)) ?? [];
    const escaped = sign.length > 1 ? sign.replace(/[.)]$/, '\\$&') : `\\${sign}`;
    report(
      line,
      `“${excerpt(typedIn(line), 30)}” begins a list here, right below a sentence.`,
      `Where the sentence goes on, write ${escaped} or put it on the line before; where a list begins, leave an empty line before it.`,
    );
  }

  function checkNumbers(list: List, next: number | null): void {
    const start = list.start ?? 1;
    for (const [at, { position }] of list.children.entries()) {
      const line = position?.start.line;
      const typed = typedIn(line);
      const [whole = '', number = '', sign] = /^(\d+)([.)])/.exec(typed) ?? [];
      const shown = `${start + at}.`;
      if (whole === '') continue;
      if (sign === ')') {
        const remedy = `Write ${number}. or, to keep the bracket, ${number}\\) on each of its lines.`;
        report(line, `“${whole}” would be shown as “${shown}”.`, remedy);
        return;
      }
      if (whole !== shown) {
        const remedy = `Number the list as it is shown, or begin another with a paragraph or heading between; write ${number}\\. to keep the number as words.`;
        report(line, `“${excerpt(typed, 30)}” would be shown as “${shown}”.`, remedy);
        return;
      }
      if (at === 0 && start !== 1 && start !== next) {
        const remedy = `If it is no list but a sentence, as a date or an amount, write ${number}\\. for its number; a list begins with 1.`;
        report(line, `“${excerpt(typed, 30)}” begins a list at ${start}.`, remedy);
        return;
      }
    }
  }

  function typedIn(line: number | undefined): string {
    return (lines[(line ?? 0) - 1] ?? '').replace(/^[\s>]*(?:[-+*]\s+)*(?=\d+[.)]|[-+*])/, '');
  }
}
