import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { type ScratchLibrary, scratchLibrary } from '../support/library.ts';

// The whole library is read each time, and the machine may be busy.
vi.setConfig({ testTimeout: 60_000 });

const cli = join(import.meta.dirname, '../../src/documents/cli.ts');

function policy(library: ScratchLibrary, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args, '--content', library.root], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test('whoever asks for something unknown is told what there is', () => {
  using library = scratchLibrary();

  expect(policy(library, 'destroy')).toMatchObject({
    status: 64,
    stderr: expect.stringContaining('"destroy" is not known'),
  });
  expect(policy(library, 'publish', '--now')).toMatchObject({ status: 64, stderr: expect.stringContaining('--now') });
  expect(policy(library, 'publish')).toMatchObject({
    status: 64,
    stderr: expect.stringContaining('--document is missing'),
  });
  expect(policy(library, 'publish', '--help')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('--effective-on'),
  });
});

test('a library with a fault fails the check, and nothing is published from it', () => {
  using library = scratchLibrary();
  library.edit('security/draft.mdx', ' [#service]', '');
  const said = expect.stringContaining('content/security/draft.mdx:8: The heading "The Whitrack service" has no id.');
  const approval = ['--summary', 'More.', '--approved-by', 'Ada', '--capacity', 'Counsel', '--class', 'editorial'];

  expect(policy(library, 'check')).toMatchObject({ status: 1, stdout: said });
  expect(policy(library, 'publish', '--document', 'security', ...approval)).toMatchObject({ status: 1, stderr: said });
});

test('the state of each document is told in words and as JSON', () => {
  using library = scratchLibrary();

  expect(policy(library, 'status')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('Privacy Policy (privacy)\n  in effect: 2026-04-23, since April 23, 2026'),
  });
  expect(JSON.parse(policy(library, 'status', '--json').stdout)).toContainEqual(
    expect.objectContaining({ slug: 'privacy', waiting: null }),
  );
});
