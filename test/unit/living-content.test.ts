import { existsSync, readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { checkAll } from '../../src/library/commands/check.ts';
import { showProblem } from '../../src/library/model/problem.ts';
import { verify } from '../../src/library/publishing/verification.ts';
import { createRenderer } from '../../src/library/text/render.ts';

// The whole library is read each time, and the machine may be busy.
vi.setConfig({ testTimeout: 60_000 });

// What is asked of content/ here holds for any company's texts, whatever they say and publish.
const today = new Date().toISOString().slice(0, 10);

test('the texts that are served are in order', async () => {
  expect((await checkAll('content', today)).map(showProblem)).toEqual([]);
});

test('every byte and line that was published is proved from its files', async () => {
  const { documents, problems } = await verify('content');

  expect([...problems, ...documents.flatMap(({ problems }) => problems)].map(showProblem)).toEqual([]);
});

const first = 'content/privacy/2026-04-23.mdx';

// Another company has another policy.
test.runIf(existsSync(first))(
  'the privacy policy of April 23, 2026 stands word for word, in order, nothing added or dropped',
  async () => {
    const seed = readFileSync('test/fixtures/privacy-policy-2026-04-23.txt', 'utf8');
    // Bullets and code marks are markup; every other character counts.
    const lines = seed.split('\n').map((line) => line.replace(/^\s*•\s*|`/g, '').trim());

    const { text } = await (await createRenderer())(readFileSync(first, 'utf8'));

    expect(text.split('\n')).toEqual(lines.filter(Boolean));
  },
);
