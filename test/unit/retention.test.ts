import { cpSync, mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readContent } from '../../server/content.ts';
import { fixtureLibrary } from '../support/library.ts';

test('a server does not start without the times that it keeps to, and says which', () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'whitrack-'));
  for (const file of ['company.yaml', 'retention.yaml']) cpSync(join(fixtureLibrary, file), join(folder.path, file));
  const file = join(folder.path, 'retention.yaml');
  const text = readFileSync(file, 'utf8');
  expect(() => readContent(folder.path)).not.toThrow();
  writeFileSync(file, text.replace('- id: case-link\n', '- id: another-link\n'));
  expect(() => readContent(folder.path)).toThrow(/"case-link" is missing/);
  writeFileSync(file, text.replace(/(- id: backup\n(?: .*\n)*? +keep: ).*/, '$1as long as needed'));
  expect(() => readContent(folder.path)).toThrow(/"backup" is kept "as long as needed"/);
});
