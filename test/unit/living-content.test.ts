import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkAll } from '../../src/library/commands/check.ts';
import { readLibrary, sourceOf, versioned } from '../../src/library/model/library.ts';
import { showProblem } from '../../src/library/model/problem.ts';
import { verify } from '../../src/library/publishing/verification.ts';
import { textDigest } from '../../src/library/text/derivation.ts';
import { render } from '../../src/library/text/render.ts';
import { livingContent } from '../support/living-content.ts';

// What is asked of content/ here holds for any company's texts, whatever they say and publish.
const today = new Date().toISOString().slice(0, 10);

test('the texts that are served are in order', () => {
  expect(checkAll(livingContent, today).map(showProblem)).toEqual([]);
});

test('every byte and line that was published is proved from its files', () => {
  const { documents, problems } = verify(livingContent);

  expect([...problems, ...documents.flatMap(({ problems }) => problems)].map(showProblem)).toEqual([]);
});

test('what is published here keeps its digest', () => {
  const { library } = readLibrary(livingContent);
  if (!library) throw new Error('The library cannot be read');

  for (const { slug, versions } of versioned(library)) {
    for (const line of versions) expect(textDigest(sourceOf(library, slug, line.version), line)).toBe(line.textSha256);
  }
});

const first = join(livingContent, 'privacy/2026-04-23.mdx');

// Another company has another policy.
test.runIf(existsSync(first))(
  'the privacy policy of April 23, 2026 stands word for word, in order, nothing added or dropped',
  () => {
    const seed = readFileSync('test/fixtures/privacy-policy-2026-04-23.txt', 'utf8');
    // Bullets and code marks are markup; every other character counts.
    const lines = seed.split('\n').map((line) => line.replace(/^\s*•\s*|`/g, '').trim());

    const { text } = render(readFileSync(first, 'utf8'));

    expect(text.split('\n')).toEqual(lines.filter(Boolean));
  },
);
