import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempDisposableSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { wordingFiles } from '../../server/mail/writing/templates.ts';
import { readWordings } from '../../server/mail/writing/wording.ts';
import { openLibrary } from '../../src/library/model/library.ts';
import { showProblem } from '../../src/library/model/problem.ts';
import { type Publication, publish } from '../../src/library/publishing/publish.ts';
import { statusOf } from '../../src/library/publishing/status.ts';
import { verify } from '../../src/library/publishing/verification.ts';
import { check } from '../../src/library/review/check.ts';
import { fixtureLibrary, type ScratchLibrary, scratchLibrary } from '../support/library.ts';

const root = join(import.meta.dirname, '..', '..');
const order = { mail: wordingFiles, promises: true, today: '2026-12-01' };

test('a clone on Windows has every text and chain byte for byte, and nothing to mend', () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'clone-'));
  const [origin, clone] = [join(folder.path, 'origin'), join(folder.path, 'clone')];
  cpSync(fixtureLibrary, join(origin, 'content'), { recursive: true });
  cpSync(join(root, '.gitattributes'), join(origin, '.gitattributes'));
  git('init', '-q', origin);
  git('-C', origin, 'add', '.');
  git(
    '-C',
    origin,
    ...['-c', 'user.name=T', '-c', 'user.email=t@example.com', '-c', 'commit.gpgSign=false'],
    'commit',
    '-qm',
    'Begin',
  );
  git('clone', '-q', '-c', 'core.autocrlf=true', origin, clone);

  const content = join(clone, 'content');
  for (const file of filesIn(fixtureLibrary)) {
    expect(readFileSync(join(content, file)).equals(readFileSync(join(fixtureLibrary, file))), file).toBe(true);
  }
  expect(check(content, order).map(showProblem)).toEqual([]);
});

test('whatever people write may begin with a byte order mark and end its lines as Windows does', () => {
  using library = scratchLibrary();
  for (const file of filesIn(library.root).filter((file) => !isPublished(file))) asOnWindows(library, file);

  expect(check(library.root, order).map(showProblem)).toEqual([]);
  const plainly = statusOf(openLibrary(fixtureLibrary), order.today);
  expect(statusOf(openLibrary(library.root), order.today)).toEqual(plainly);
  expect(readWordings(library.root)).toEqual(readWordings(fixtureLibrary));
});

test.each(['\r\n', '\r'])('a draft with other ends of lines is published as if it had none: %j', (end) => {
  using library = scratchLibrary();
  using elsewhere = scratchLibrary();
  const publication: Publication = {
    ...{ document: 'security', summary: 'More.', class: 'notice', effectiveOn: null },
    approvedBy: { name: 'Ada Lovelace', capacity: 'General Counsel' },
  };
  for (const { write, read } of [library, elsewhere]) {
    write('security/draft.mdx', `${read('security/draft.mdx')}\n## Logs [#logs]\n\n- Sixty days.\n\n  Not one more.\n`);
  }
  asOnWindows(library, 'security/draft.mdx', end);

  const published = publish(library.root, publication, '2027-03-01');

  expect(published).toEqual(publish(elsewhere.root, publication, '2027-03-01'));
  expect(published).toMatchObject({ ok: true });
  const text = library.read('security/2027-03-01.mdx');
  expect(text).toBe(elsewhere.read('security/2027-03-01.mdx'));
  expect(text).not.toMatch(/\r|\uFEFF/);
  const { documents } = verify(library.root);
  expect(documents.flatMap(({ problems }) => problems)).toEqual([]);
});

test('what is published is not read otherwise than it stands', () => {
  using library = scratchLibrary();
  asOnWindows(library, 'security/2026-11-23.mdx');

  expect(check(library.root).map(({ problem }) => problem)).toContain('A published version was changed.');
});

function asOnWindows({ read, write }: ScratchLibrary, file: string, end = '\r\n'): void {
  write(file, `\uFEFF${read(file).replaceAll('\n', end)}`);
}

function isPublished(file: string): boolean {
  return file.endsWith('chain.jsonl') || /\/\d{4}-\d\d-\d\d[^/]*\.mdx$/.test(file);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    statSync(join(folder, file)).isFile(),
  );
}

function git(...words: string[]): void {
  const { status, stderr } = spawnSync('git', words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}
