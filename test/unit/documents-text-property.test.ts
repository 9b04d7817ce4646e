import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRenderer } from '../../src/library/text/render.ts';
import { draft } from '../support/library.ts';

const render = createRenderer();

const word = fc.constantFrom(
  ...['we', 'never', '30', '5~10', '24*7', '~~sold~~', '[it](/a/)', '[it](/b/)', 'A[^1]', '日本', '(a)', '\\*'],
);
const words = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));
const item = fc
  .tuple(fc.constantFrom('- ', '- [ ] ', '- [x] ', '1. ', '4. '), words)
  .map(([sign, words]) => `${sign}${words}`);
const cell = fc.constantFrom('', 'yes', 'no');
const block = fc.oneof(
  words,
  item,
  fc.tuple(item, item).map(([first, second]) => `${first}\n${second}`),
  fc.tuple(item, item).map(([first, second]) => `${first}\n   ${second}`),
  words.map((words) => `> ${words}`),
  fc.tuple(words, words).map(([a, b]) => `${a}\\\n${b}`),
  fc.tuple(cell, cell, cell).map((cells) => `| A | B | C |\n|---|---|---|\n| ${cells.join(' | ')} |`),
);
const body = fc.array(block, { minLength: 1, maxLength: 3 }).map((blocks) => `${blocks.join('\n\n')}\n\n[^1]: Note.`);

/** What a browser shows of the markup, with numbers, bullets, columns, strokes and where links lead, by a way of its own. */
function seen(html: string): string {
  const lists: (number | null)[] = [];
  return html
    .replace(/<ol(?: start="(\d+)")?[^>]*>|<ul[^>]*>|<\/[ou]l>|<li[^>]*>/g, (tag, start) => {
      if (tag.startsWith('<ol')) lists.push(Number(start ?? 1));
      else if (tag.startsWith('<ul')) lists.push(null);
      else if (tag.startsWith('</')) lists.pop();
      else {
        const number = lists.at(-1) ?? null;
        if (number !== null) lists[lists.length - 1] = number + 1;
        return `\n${'  '.repeat(lists.length)}${number === null ? '•' : `${number}.`} `;
      }
      return '';
    })
    .replace(/<a [^>]*href="([^"]*)"[^>]*>/g, '{$1}')
    .replace(/<(\/?)del>/g, '<$1~>')
    .replace(/<(\/?)(td|th|blockquote)\b[^>]*>/g, '|$1$2|')
    .replace(/<br>|<\/(?:p|tr|h\d)>/g, '\n')
    .replace(/<\/?(?!\/?~)[a-z][^>]*>/g, '')
    .replace(/\s+/g, (space) => (space.includes('\n') ? '\n' : ' '))
    .trim();
}

test('two pages that a reader tells from each other have texts with other digests', async () => {
  await fc.assert(
    fc.asyncProperty(body, body, async (before, after) => {
      const [a, b] = [render(draft(before)), render(draft(after))];
      if (seen(a.html) !== seen(b.html)) expect(a.textSha256).not.toBe(b.textSha256);
      if (a.html === b.html) expect(a.textSha256).toBe(b.textSha256);
    }),
    { numRuns: 150 },
  );
});

test('one sign more or less in a page is one in its text', async () => {
  const edit = fc.constantFrom<[RegExp, string]>(
    [/\[x\]/, '[ ]'],
    [/\/a\//, '/b/'],
    [/4\. /, '5. '],
    [/~~/g, ''],
    [/yes/, 'no'],
  );
  await fc.assert(
    fc.asyncProperty(body, edit, async (before, [from, to]) => {
      const [a, b] = [render(draft(before)), render(draft(before.replace(from, to)))];
      expect(a.textSha256 === b.textSha256).toBe(seen(a.html) === seen(b.html));
    }),
    { numRuns: 150 },
  );
});
