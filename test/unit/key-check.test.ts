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

test('a database whose ledger was signed with a key that is missing or another does not open', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'whitrack-'));
  const ENCRYPTION_KEYS = fresh('k1');
  const open = async (SIGNING_KEYS: string) => {
    const config = testConfig({ DATABASE_URL: `file:${folder}/whitrack.db`, ENCRYPTION_KEYS, SIGNING_KEYS });
    await using _services = await openServices(config, clock, testPlaces);
  };
  const first = fresh('s1');
  await open(first);
  const both = `${fresh('s2')},${first}`;
  await open(both);
  await open(both);
  await expect(open(first)).rejects.toThrow(/SIGNING_KEYS lacks the key "s2"/);
  await expect(open(`${fresh('s2')},${first}`)).rejects.toThrow(/SIGNING_KEYS holds another secret for the key "s2"/);
  rmSync(folder, { recursive: true });
});
