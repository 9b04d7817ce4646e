import fc from 'fast-check';
import { HtmlValidate } from 'html-validate';
import { expect, test } from 'vitest';
import { compareVersions } from '../../src/library/compare/compare.ts';
import { toHtml } from '../../src/library/compare/formats/html.ts';
import { toText } from '../../src/library/compare/formats/text.ts';
import { changesIn, summaryOf } from '../../src/library/compare/summary.ts';
import { body, compareBodies, renderBody } from '../support/compare.ts';

const before = [
  'Last updated: April 23, 2026',
  '## Retention [#retention]',
  'We keep your data for the life of the account.',
  'You can export *all* data at any time, as [the addendum](/dpa/) says.',
  'Backups are encrypted.',
  'Nobody reads them.',
  '## Contact [#contact]',
  'Questions? Write to us.',
].join('\n\n');
const after = before.replace('at any time', 'whenever you like').replace('Retention [', 'Data retention [');

test('what came in and what went out is marked, and said to whoever hears the page', () => {
  const html = toHtml(compareBodies(before, after), 'changes');

  expect(html).toContain(
    '<del><span class="said">deleted: </span>at any time<span class="said"> end of deletion </span></del>',
  );
  expect(html).toContain(
    '<ins><span class="said">inserted: </span>whenever you like<span class="said"> end of insertion </span></ins>',
  );
});

test('emphasis and links stay in changed text', () => {
  const html = toHtml(compareBodies(before, after), 'changes');

  expect(html).toContain('<em>all</em>');
  expect(html).toContain('<a href="/dpa/">the addendum</a>');
});

test('only changes are shown with what stands beside them, or everything', () => {
  const comparison = compareBodies(before, after);
  const [changes, all] = [toHtml(comparison, 'changes'), toHtml(comparison, 'all')];

  expect(changes).toContain('Backups are encrypted.');
  expect(changes).not.toContain('Nobody reads them.');
  expect(changes).toContain('1 paragraph the same');
  expect(changes).not.toContain('Questions?');
  for (const words of ['Nobody reads them.', 'Questions?']) expect(all).toContain(words);
});

test('signs of markup in the text are text', () => {
  const html = toHtml(compareBodies('Less.', 'Less `<script>alert("1")</script>` & more.'), 'all');

  expect(html).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
  expect(html).not.toContain('<script');
});

test('the summary counts clauses and words, and lists what changed', () => {
  const comparison = compareBodies(before, after);

  expect(summaryOf(comparison.counts)).toEqual(['1 of 3 clauses changed', '5 words inserted, 4 deleted']);
  expect(changesIn(comparison)).toEqual([{ id: 'retention', text: 'Data retention', note: '5 words in, 4 out' }]);
});

test('versions that say the same are said to be the same', () => {
  expect(toText(compareBodies(before, before))).toBe('Nothing changed: both say the same.');
});

test('the redline in words fits a comment or a terminal', () => {
  expect(toText(compareBodies(before, after))).toBe(
    [
      '1 of 3 clauses changed. 5 words inserted, 4 deleted.',
      '',
      'Data retention (5 words in, 4 out)',
      '  [-Retention-]{+Data retention+}',
      '  We keep your data for the life of the account.',
      '  You can export all data [-at any time-]{+whenever you like+}, as the addendum says.',
      '  Backups are encrypted.',
      '  (1 paragraph the same)',
    ].join('\n'),
  );
});

test('whatever is compared, its markup is valid', async () => {
  const validator = new HtmlValidate({
    extends: ['html-validate:standard'],
    rules: { 'no-trailing-whitespace': 'off', 'long-title': 'off', 'no-redundant-role': 'off' },
  });
  await fc.assert(
    fc.asyncProperty(body, body, fc.constantFrom('changes' as const, 'all' as const), async (before, after, show) => {
      const comparison = compareVersions(renderBody(before), renderBody(after));
      const page = `<!DOCTYPE html><html lang="en"><head><title>t</title></head><body><main><h1>t</h1>${toHtml(comparison, show)}</main></body></html>`;
      const { results } = await validator.validateString(page);
      expect(results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => `${ruleId}: ${message}`))).toEqual(
        [],
      );
    }),
    { numRuns: 30 },
  );
});
