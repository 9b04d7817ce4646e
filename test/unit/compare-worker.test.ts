import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createComparisons } from '../../src/library/compare/comparisons.ts';
import { draft, scratchLibrary } from '../support/library.ts';

const compares = join(import.meta.dirname, '../../src/library/compare/worker.ts');

test('another thread compares, and what was compared is kept', async () => {
  using library = scratchLibrary();
  library.write('terms/2026-01-01.mdx', draft('We answer within 30 days.'));
  library.write('terms/2026-02-01.mdx', draft('We answer within 45 days.'));
  await using comparisons = opened(library.root);

  const first = await comparisons.compare('terms', version('2026-01-01'), version('2026-02-01'), 'changes');
  library.write('terms/2026-02-01.mdx', draft('Nobody asks for this file again.'));
  const second = await comparisons.compare('terms', version('2026-01-01'), version('2026-02-01'), 'changes');

  expect(first?.summary).toEqual(['1 of 1 clause changed', '1 word inserted, 1 deleted']);
  expect(first?.html).toContain('45');
  expect(second).toBe(first);
});

test('the server goes on while two long texts without anything in common are compared', async () => {
  using library = scratchLibrary();
  const words = (letter: string) =>
    Array.from({ length: 5_000 }, (_, at) => `${letter}${at}${at % 20 === 19 ? '.\n\n' : ''}`).join(' ');
  library.write('terms/2026-01-01.mdx', draft(words('a')));
  library.write('terms/2026-02-01.mdx', draft(words('b')));
  await using comparisons = opened(library.root);

  let isComparing = true;
  const comparing = comparisons
    .compare('terms', version('2026-01-01'), version('2026-02-01'), 'changes')
    .finally(() => (isComparing = false));
  let turns = 0;
  for (; isComparing; turns += 1) await setImmediate();

  expect((await comparing)?.summary[1]).toBe('5,000 words inserted, 5,000 deleted');
  expect(turns).toBeGreaterThan(100);
});

test('whoever asks for more comparisons than can wait is told so at once', async () => {
  using library = scratchLibrary();
  const day = (at: number) => `2026-01-${String(at + 1).padStart(2, '0')}`;
  for (let at = 0; at < 9; at += 1) library.write(`terms/${day(at)}.mdx`, draft(`Version ${at}.`));
  await using comparisons = opened(library.root);

  const days = Array.from({ length: 9 }, (_, at) => day(at));
  const pairs = days.flatMap((a) => days.map((b) => [a, b] as const)).slice(0, 33);
  const answers = await Promise.all(pairs.map(([a, b]) => comparisons.compare('terms', version(a), version(b), 'all')));

  expect(answers.filter((answer) => answer === null).length).toBe(1);
  expect(await comparisons.compare('terms', version(day(7)), version(day(8)), 'all')).not.toBe(null);
});

test('a comparison that fails fails alone', async () => {
  using library = scratchLibrary();
  library.write('terms/2026-01-01.mdx', draft('Here.'));
  await using comparisons = opened(library.root);

  await expect(comparisons.compare('terms', version('2026-01-01'), version('gone'), 'all')).rejects.toThrow(/gone/);
  expect(await comparisons.compare('terms', version('2026-01-01'), version('2026-01-01'), 'all')).toMatchObject({
    changes: [],
  });
});

test('a comparison that finds no time to begin is given up, not failed', async () => {
  using library = scratchLibrary();
  library.write('terms/2026-01-01.mdx', draft('Here.'));
  await using comparisons = opened(library.root, { begin: 0, end: patient });

  expect(await comparisons.compare('terms', version('2026-01-01'), version('2026-01-01'), 'all')).toBeNull();
});

test('a comparison that does not end fails, and those behind it go on', async () => {
  using library = scratchLibrary();
  library.write('terms/2026-01-01.mdx', draft('Here.'));
  library.write(
    'endless.mjs',
    `import { parentPort } from 'node:worker_threads';
    parentPort.on('message', ({ b }) => {
      parentPort.postMessage('begun');
      while (b === '2026-02-01');
      parentPort.postMessage({ value: { html: '', file: null } });
    });`,
  );
  const endless = join(library.root, 'endless.mjs');
  await using comparisons = opened(library.root, { begin: patient, end: 1_000 }, endless);
  const compare = (b: string) => comparisons.compare('terms', version('2026-01-01'), version(b), 'all');

  const [first, second] = await Promise.allSettled([compare('2026-02-01'), compare('2026-01-01')]);

  expect(first).toMatchObject({ status: 'rejected', reason: new Error('A comparison did not end') });
  expect(second.status).toBe('fulfilled');
});

const patient = 600_000;

function opened(root: string, patience = { begin: patient, end: patient }, program = compares) {
  const comparisons = createComparisons(root, program, { patience });
  return { ...comparisons, [Symbol.asyncDispose]: comparisons.stop };
}

function version(version: string) {
  return { version, sourceSha256: version };
}
