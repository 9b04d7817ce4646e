import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Context } from '../../server/context.ts';
import { createEncryption } from '../../server/crypto/encryption.ts';
import { openUnderAnyKey } from '../../server/crypto/erasable-keys.ts';
import { checkKeys } from '../../server/crypto/key-check.ts';
import { createKeys } from '../../server/crypto/keys.ts';
import { queue } from '../../server/mail/outbox.ts';
import { send } from '../../server/mail/worker.ts';
import { openServices } from '../../server/services.ts';
import { letter } from '../support/mail.ts';
import { openTestServices, stopClock, testConfig, testPlaces } from '../support/services.ts';

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

test('a command uses the keys that the server knows, and makes no other one needed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'whitrack-'));
  const open = (keys: { ENCRYPTION_KEYS: string; SIGNING_KEYS: string }, isCommand = false) =>
    openServices(testConfig({ DATABASE_URL: `file:${folder}/whitrack.db`, ...keys }), clock, testPlaces, { isCommand });
  const first = { ENCRYPTION_KEYS: fresh('k1'), SIGNING_KEYS: fresh('s1') };
  const both = {
    ENCRYPTION_KEYS: `${fresh('k2')},${first.ENCRYPTION_KEYS}`,
    SIGNING_KEYS: `${fresh('s2')},${first.SIGNING_KEYS}`,
  };
  const signersOf = async (keys: typeof both) => {
    await using services = await open(keys, true);
    const { keys: ring, signing } = services.ctx.crypto;
    return [ring.ids, signing.publicKeys.map(({ id }) => id)];
  };
  // Where nobody has started yet, the first is the one that a server will use.
  expect(await signersOf(first)).toEqual([['k1'], ['s1']]);
  expect(await signersOf(both)).toEqual([
    ['k1', 'k2'],
    ['s1', 's2'],
  ]);
  expect(await signersOf(first)).toEqual([['k1'], ['s1']]);
  await (await open(both))[Symbol.asyncDispose]();
  expect(await signersOf(both)).toEqual([
    ['k2', 'k1'],
    ['s2', 's1'],
  ]);
  rmSync(folder, { recursive: true });
});

/** A second server on the same database, started with a key that the first does not have. */
async function withNewKey({ db, ctx, config }: { db: Context['db']; ctx: Context; config: Context['config'] }) {
  const keys = createKeys([{ id: 'k-new', secret: randomBytes(32) }, ...config.encryptionKeys]);
  const encryption = createEncryption(keys);
  await checkKeys({ db, keys, encryption, signing: ctx.crypto.signing });
  return { ...ctx, crypto: { ...ctx.crypto, keys, encryption } };
}

test('a server that lacks a key which another began to use leaves all mail to it', async () => {
  await using services = await openTestServices();
  const other = await withNewKey(services);
  await queue(other, letter());
  await expect(services.mail.send()).rejects.toThrow(/ENCRYPTION_KEYS lacks the key "k-new"/);
  expect(await services.db.selectFrom('outgoing_mail').select(['attempted_at', 'leased_until']).execute()).toEqual([
    { attempted_at: null, leased_until: null },
  ]);

  await send(other);
  expect(await services.db.selectFrom('outgoing_mail').select(['problem', 'attempts']).execute()).toEqual([
    { problem: null, attempts: 1 },
  ]);
});

test('what is sealed with a key that the server lacks counts as no less than sealed', async () => {
  await using services = await openTestServices();
  const other = await withNewKey(services);
  const place = { table: 'outgoing_mail', column: 'content_sealed', row: '1' };
  const sealed = other.crypto.encryption.seal('Hello', place);
  await expect(openUnderAnyKey(services.ctx, sealed, place)).rejects.toThrow(/ENCRYPTION_KEYS lacks the key "k-new"/);
});
