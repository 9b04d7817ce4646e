import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../server/db/database.ts';

test('what the database keeps is readable to its owner alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'whitrack-'));
  try {
    const db = await openDatabase(`file:${folder}/data/t.db`);
    await db.destroy();
    expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
