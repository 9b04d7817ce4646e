import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockBeside } from '../../server/db/file-lock.ts';

test('one has the lock at a time, and each file has a lock of its own', () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'file-lock-'));
  const place = join(folder.path, 'a', 'build');
  const first = lockBeside(place, 0);
  expect(first).not.toBeNull();
  expect(lockBeside(place, 0)).toBeNull();
  using other = lockBeside(join(folder.path, 'other'), 0);
  expect(other).not.toBeNull();

  first?.[Symbol.dispose]();
  using again = lockBeside(place, 0);
  expect(again).not.toBeNull();
});
