import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { createCleaner } from '../../src/library/importing/clean.ts';
import { parseInSections } from '../../src/library/importing/sections.ts';
import { fillTemplate, splitFront } from '../../src/library/importing/templates.ts';
import { parse } from '../../src/library/text/markdown.ts';
import { render } from '../../src/library/text/render.ts';
import { seenInHtml, seenInMarkdown } from '../support/seen-words.ts';

const bundle = join(import.meta.dirname, '../../../shared/corpus/site-policy.bundle');

/** What is shown of an imported text, and what was seen of it before. */
function both(text: string) {
  const { front, body } = splitFront(text.replace(/\r\n?/g, '\n'), () => {});
  const before = seenInMarkdown(fillTemplate(body, new Map(), () => {}));
  const done = createCleaner({ title: front ?? 'T', base: null, values: new Map() })('p.md', text);
  if (typeof done === 'string') return { before, after: '', notes: [done] };
  const { html } = render(`---\ntitle: ${JSON.stringify(done.title)}\n---\n\n${done.body}`);
  const after = seenInHtml(html);
  const title = seenInHtml(done.title.replace(/</g, '&lt;'));
  return { before, after: before.startsWith(title) && before.endsWith(after) ? before : after, notes: done.notes };
}

const words = fc.stringMatching(/^[a-zäß目的 ]{1,12}$/);
const line = fc.oneof(
  words,
  fc.constantFrom(
    '*',
    '**',
    '_',
    '`',
    '~~',
    '<b>',
    '</b>',
    '<br>',
    '[',
    '](https://example.com/)',
    '{',
    '}',
    '<',
    '&amp;',
    '!',
    '|',
    '\\',
    '#',
    '1.',
    '-',
    '(a)',
    ':',
    'www.example.com',
  ),
);
const block = fc.tuple(
  fc.constantFrom('', '', '# ', '## ', '- ', '1. ', '> ', '    ', '<p>', '<div>\n\n', '| a | b |\n| - | - |\n| '),
  fc.array(line, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(' ')),
);
const text = fc
  .array(block, { minLength: 1, maxLength: 8 })
  .map((blocks) => blocks.map((parts) => parts.join('')).join('\n\n'));

test('what a reader saw of a text is what its version shows, whatever signs stand in it', async () => {
  await fc.assert(
    fc.asyncProperty(text, async (text) => {
      const { before, after } = both(`${text}\n\nThe end.\n`);
      expect(after).toBe(before);
    }),
    { numRuns: 200 },
  );
});

test('a text that is read section by section is the text that is read at once', () => {
  const read = parseInSections(parse);
  const shapeOf = (tree: unknown) =>
    JSON.stringify(tree, (name, value: unknown) => (name === 'position' ? undefined : value));
  const clean = createCleaner({ title: 'T', base: null, values: new Map() });

  fc.assert(
    fc.property(text, (text) => {
      const done = clean('p.md', text);
      if (typeof done === 'string') return;
      expect(shapeOf(read(done.body))).toBe(shapeOf(parse(done.body)));
    }),
    { numRuns: 200 },
  );
});

describe.skipIf(!existsSync(bundle))('of the public histories', () => {
  const folder = mkdtempSync(join(tmpdir(), 'public-'));
  const git = (...args: string[]) =>
    spawnSync('git', args, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 }).stdout;
  afterAll(() => rmSync(folder, { recursive: true }));

  test('every state shows the words that it showed', () => {
    git('clone', '-q', '--bare', bundle, '.');
    const commits = git('rev-list', '--first-parent', 'main')
      .trim()
      .split('\n')
      .filter((_, index) => index % 10 === 0);
    const blobs = new Map(
      commits.flatMap((commit) =>
        git('ls-tree', '-r', commit)
          .split('\n')
          .map((entry) => entry.split(/[ \t]/))
          .flatMap(([, , blob = '', path = '']) => (/^Policies\/.*\.md$/.test(path) ? [[blob, path] as const] : [])),
      ),
    );

    expect(blobs.size).toBeGreaterThan(10);
    for (const [blob, path] of blobs) {
      const { before, after } = both(git('cat-file', 'blob', blob));
      expect({ path, blob, shown: after }).toEqual({ path, blob, shown: before });
    }
  });
});
