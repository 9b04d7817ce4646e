import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openServices } from '../../server/services.ts';
import { stopClock, testConfig, testPlaces } from '../support/services.ts';

const clock = stopClock('2026-11-23T12:00:00Z');
const fresh = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;

test('a database that was sealed with a key that is missing or another does not open', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'whitrack-'));
  const open = async (keys: string) => {
    const config = testConfig({ DATABASE_URL: `file:${folder}/whitrack.db`, ENCRYPTION_KEYS: keys });
    await using _services = await openServices(config, clock, testPlaces);
  };
  const first = fresh('k1');
  await open(first);
  await open(`${fresh('k2')},${first}`);
  await expect(open(first)).rejects.toThrow(/lacks the key "k2"/);
  await expect(open(`${fresh('k1')},${fresh('k2')}`)).rejects.toThrow(/another secret for the key "k1"/);
  rmSync(folder, { recursive: true });
});
