import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { transaction } from '../../server/context.ts';
import { createSigning } from '../../server/crypto/signatures.ts';
import { follow } from '../../server/ledger/entry.ts';
import { writeLines } from '../../server/ledger/heads/head-file.ts';
import { runJobs as runLedger } from '../../server/ledger/ledger.ts';
import { erase as eraseActs } from '../../server/ledger/personal-data.ts';
import { type Receipt, receiptFrom, receiptShape, verifyReceipt } from '../../server/ledger/receipts/receipt.ts';
import { sha256 } from '../../src/library/model/digest.ts';
import type { Json } from '../../src/library/model/files/canonical-json.ts';
import { signUpConfirmed } from '../support/accounts.ts';
import { admin as runAdmin } from '../support/admin.ts';
import { afterPublication, answerAs } from '../support/consents.ts';
import { actOf, append, committedBy, fill, type Services, tamper } from '../support/ledger.ts';
import { openTestServices } from '../support/services.ts';

/** Ada says yes, others act before and after, and the day ends. */
async function answered(services: Services) {
  await fill(services, 3);
  const ada = await signUpConfirmed(services);
  await answerAs(services, ada, 'give');
  const [recorded] = await services.ledger.entriesOf({ accountId: ada.account.id });
  const id = recorded?.entry.id ?? '';
  const early = await services.ledger.receiptOf({ accountId: ada.account.id }, id);
  await fill(services, 4);
  services.clock.set('2026-11-27T00:00:00Z');
  await runLedger(services.ctx);
  const receipt = await services.ledger.receiptOf({ accountId: ada.account.id }, id);
  if (!early || !receipt) throw new Error('There is no receipt');
  return { ada, id, early, receipt };
}

async function admin(services: Services | null, ...words: string[]) {
  const { code, complained } = await runAdmin(services, words);
  return { status: code, complained };
}

test('a receipt says who allowed what, on which text, when and how, in the terms of ISO/IEC TS 27560', async () => {
  await using services = await openTestServices({ now: afterPublication });
  const { receipt } = await answered(services);
  const version = services.purposes.inEffect('ai-training');

  expect(receipt).toMatchObject({
    '@context': { dpv: 'https://w3id.org/dpv#' },
    '@type': 'dpv:ConsentReceipt',
    schema_version: 'ISO/IEC TS 27560:2023',
    pii_processing: [
      {
        purposes: [
          {
            purpose: 'Training AI models with your customer data',
            purpose_text: {
              url: 'http://localhost:4321/purposes/ai-training/2026-11-25/',
              text_sha256: version?.textSha256,
            },
            lawful_basis: 'eu-gdpr:A6-1-a',
            pii_information: [{ pii_optional: true }, { pii_optional: true }],
            retention_period: null,
            recipient_third_parties: [],
            withdrawal_method: 'http://localhost:4321/account/consents/',
          },
        ],
      },
    ],
    parties: [{ party_name: 'Whitrack', party_address: 'to be confirmed', party_role: 'controller' }],
    events: [
      {
        ...{ event_time: '2026-11-26T12:00:00.000Z', validity_duration: null },
        ...{ event_type: 'dpv:ExpressedConsent', event_state: 'dpv:ConsentGiven' },
      },
    ],
    proof: { parts: { person: { content: { name: 'Ada Lovelace', email: 'ada@example.com' } } } },
  });
});

test('a receipt is checked without us, up to a published head, and holds nothing of what others did', async () => {
  await using services = await openTestServices({ now: afterPublication });
  const { receipt, early } = await answered(services);
  const committed = await committedBy(services);

  expect(verifyReceipt(early, committed).faults).toEqual([]);
  expect(early.proof.published).toBeNull();
  expect(verifyReceipt(receipt, committed).faults).toEqual([]);
  expect(receipt.proof.published).toMatchObject({ head: { day: '2026-11-26', seq: 8 } });
  expect(receipt.proof.published?.contents).toHaveLength(4);
  const subjects = await services.db.selectFrom('ledger_subject').selectAll().execute();
  const others = subjects.filter(({ id }) => id !== receipt.pii_principal_id);
  expect(others).toHaveLength(3);
  for (const { id } of others) expect(JSON.stringify(receipt)).not.toContain(id);
});

test('a receipt that somebody made up is neither whole nor a witness against the ledger', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'receipts-'));
  await using services = await openTestServices({ now: afterPublication });
  const { receipt } = await answered(services);
  const [file, heads] = [join(folder.path, 'receipt.json'), join(folder.path, 'heads.jsonl')];
  const committed = await committedBy(services);
  writeFileSync(heads, writeLines(committed));
  // Another time, two digests computed anew, and no published head that would contradict it.
  const { proof } = receipt;
  const entry = proof.entry.replace('2026-11-26T12', '2026-11-26T11');
  const digest = follow(proof.previous, sha256(entry));
  const forged = receiptFrom({ ...proof, entry, digest, published: null });
  writeFileSync(file, JSON.stringify(forged));

  expect(await admin(null, 'ledger', 'receipt', file, '--heads', heads)).toEqual({
    status: 1,
    complained: `${file} bears a signature that is not ours: somebody else made it.`,
  });
  expect((await admin(services, 'ledger', 'verify', '--heads', heads, '--receipt', file)).complained).not.toContain(
    'Entry',
  );
  // With a key that nobody published it is nothing either, and the ledger stays whole.
  const own = createSigning([{ id: 'own', secret: Buffer.alloc(32, 'mallory') }]).sign(digest);
  writeFileSync(file, JSON.stringify(receiptFrom({ ...proof, entry, digest, signature: own, published: null })));
  const notOurs = { status: 3, complained: expect.stringContaining('is signed by a key that is not ours') };
  expect(await admin(null, 'ledger', 'receipt', file, '--heads', heads)).toEqual(notOurs);
  expect(await admin(services, 'ledger', 'verify', '--heads', heads, '--receipt', file)).toEqual(notOurs);
  const exported = join(folder.path, 'ledger.jsonl');
  await admin(services, 'ledger', 'export', exported);
  expect(await admin(null, 'ledger', 'verify', '--export', exported, '--heads', heads, '--receipt', file)).toEqual(
    notOurs,
  );
  // Signed with our key, as by somebody who has it: the committed heads weigh more.
  const ours = createSigning(services.config.signingKeys).sign(digest);
  writeFileSync(file, JSON.stringify(receiptFrom({ ...proof, entry, digest, signature: ours, published: null })));
  expect((await admin(services, 'ledger', 'verify', '--heads', heads, '--receipt', file)).complained).toMatch(
    /^Entry 4 stands as a committed head vouches for it, and a receipt says otherwise/,
  );
});

test('a receipt that holds what nobody can digest is damaged, and no file of heads ends in a stack', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'receipts-'));
  await using services = await openTestServices({ now: afterPublication });
  const { receipt } = await answered(services);
  const [file, heads] = [join(folder.path, 'receipt.json'), join(folder.path, 'heads.jsonl')];
  const committed = await committedBy(services);
  writeFileSync(heads, writeLines(committed));
  const { proof } = receipt;
  const person = { ...proof.parts['person'], content: { name: 1.5 } };
  const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  for (const text of [
    JSON.stringify({ ...receipt, '@context': Object.assign({}, receipt['@context'], { dpv: 1.5 }) }),
    JSON.stringify({ ...receipt, proof: { ...proof, parts: { ...proof.parts, person } } }),
    JSON.stringify({ ...receipt, '@context': 'deep' }).replace('"deep"', deep),
  ]) {
    writeFileSync(file, text);
    const damaged = { status: 1, complained: expect.stringContaining(`${file} is damaged`) };
    expect(await admin(null, 'ledger', 'receipt', file, '--heads', heads)).toEqual(damaged);
    expect(await admin(services, 'ledger', 'verify', '--heads', heads, '--receipt', file)).toEqual(damaged);
  }
  const notAKey = { id: 'test', pem: '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n' };
  for (const line of [JSON.stringify({ key: notAKey }), 'no line']) {
    writeFileSync(heads, `${writeLines(committed)}${line}\n`);
    await expect(admin(null, 'ledger', 'receipt', file, '--heads', heads)).rejects.toThrow(
      `${heads}, line 3, is neither a head nor a key of a ledger`,
    );
  }
});

test('a receipt of today is signed, and waits for the head of its day', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'receipts-'));
  await using services = await openTestServices({ now: afterPublication });
  const { early, receipt } = await answered(services);
  const [file, heads] = [join(folder.path, 'receipt.json'), join(folder.path, 'heads.jsonl')];
  const committed = await committedBy(services);
  writeFileSync(heads, writeLines({ ...committed, heads: [] }));
  const check = () => admin(null, 'ledger', 'receipt', file, '--heads', heads);

  for (const waiting of [early, receipt]) {
    expect(verifyReceipt(waiting, { keys: committed.keys }).standing).toBe('signed');
    writeFileSync(file, JSON.stringify(waiting));
    expect(await check()).toEqual({ status: 2, complained: '' });
  }
  writeFileSync(heads, writeLines(committed));
  expect(await check()).toEqual({ status: 0, complained: '' });
});

test('what is no consent does not claim to be recorded as one', async () => {
  await using services = await openTestServices({ now: afterPublication });
  const ada = await signUpConfirmed(services);
  const about = { type: 'signal', id: 'sec-gpc', version: null, textSha256: null } as const;
  const objection = actOf(ada.account.id, { kind: 'objection', about, shown: [] });
  const { entry } = await append(services, objection);

  const receipt = await services.ledger.receiptOf({ accountId: ada.account.id }, entry.id);

  expect(receipt).toMatchObject({ schema_version: null, events: [{ event_type: 'objection', event_state: null }] });
  expect(receipt).not.toHaveProperty('@type');
});

test('a receipt that was altered in any way is found out', async () => {
  await using services = await openTestServices({ now: afterPublication });
  const { receipt } = await answered(services);
  const committed = await committedBy(services);
  const altering = (change: (altered: Receipt) => void) => {
    const altered = structuredClone(receipt);
    change(altered);
    return verifyReceipt(altered, committed).faults;
  };
  const person = { name: 'Eve', email: 'eve@example.com', business: '' };

  expect(altering(({ proof }) => Object.assign(proof.parts['person'] ?? {}, { content: person }))).toEqual([
    'parts-differ',
  ]);
  expect(altering(({ proof }) => Object.assign(proof, { parts: {} }))).toContain('parts-differ');
  expect(
    altering(({ proof }) => Object.assign(proof, { entry: proof.entry.replace('consent-given', 'objection') })),
  ).toContain('digest-differs');
  expect(altering(({ proof }) => Object.assign(proof, { entry: 'nothing' }))).toEqual(['entry-unreadable']);
  expect(altering(({ proof }) => proof.published?.contents.pop())).toEqual(['head-not-reached']);
  expect(altering(({ events }) => Object.assign(events[0] ?? {}, { event_time: '2020-01-01T00:00:00Z' }))).toEqual([
    'words-differ',
  ]);
  const [head] = committed.heads;
  if (!head) throw new Error('There is a head');
  expect(verifyReceipt(receipt, { heads: [{ ...head, digest: 'ab'.repeat(32) }] }).faults).toEqual(['head-differs']);
});

test('no member of a receipt can be altered unseen', async () => {
  await using services = await openTestServices({ now: afterPublication });
  const { receipt } = await answered(services);
  const committed = await committedBy(services);

  const unseen = alterations(receipt as Json).filter((altered) => {
    const read = receiptShape.safeParse(altered);
    return read.success && verifyReceipt(read.data, committed).faults.length === 0;
  });

  expect(unseen).toEqual([]);
});

test('a receipt says what was so on the day of the act, whatever is published since', async () => {
  await using services = await openTestServices({ now: afterPublication });
  const { ada, id, receipt } = await answered(services);
  services.company.name = 'Another company';

  expect(await services.ledger.receiptOf({ accountId: ada.account.id }, id)).toEqual(receipt);
});

/** A value with each of its members altered in turn. */
function alterations(value: Json): Json[] {
  if (typeof value === 'string') return [`${value}x`];
  if (typeof value === 'number') return [value + 1];
  if (typeof value === 'boolean') return [!value];
  if (value === null) return ['x'];
  if (Array.isArray(value))
    return value.flatMap((one, at) => alterations(one).map((altered) => value.with(at, altered)));
  const members = Object.entries(value);
  return members.flatMap(([name, one]) => alterations(one).map((altered) => ({ ...value, [name]: altered })));
}

test('nobody gets the receipt of another', async () => {
  await using services = await openTestServices({ now: afterPublication });
  const { ada, id } = await answered(services);
  const eve = await signUpConfirmed(services, { name: 'Eve', email: 'eve@example.com' });

  expect(await services.ledger.receiptOf({ accountId: eve.account.id }, id)).toBeNull();
  expect(await services.ledger.receiptOf({ accountId: ada.account.id }, 'another')).toBeNull();
  await transaction(services.ctx, (ctx) => eraseActs(ctx, { accountId: ada.account.id, email: ada.account.email }));
  expect(await services.ledger.receiptOf({ accountId: ada.account.id }, id)).toBeNull();
});

test('the receipt that somebody kept shows that a ledger was made anew, also after an erasure', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'receipts-'));
  await using services = await openTestServices({ now: afterPublication });
  const { ada, receipt } = await answered(services);
  const file = join(folder.path, 'receipt.json');
  const heads = join(folder.path, 'heads.jsonl');
  const exported = join(folder.path, 'ledger.jsonl');
  writeFileSync(file, JSON.stringify(receipt));
  writeFileSync(heads, writeLines(await committedBy(services)));
  const verify = (from: Services | null, ...more: string[]) =>
    admin(from, 'ledger', 'verify', '--heads', heads, '--receipt', file, ...more);
  await transaction(services.ctx, (ctx) => eraseActs(ctx, { accountId: ada.account.id, email: ada.account.email }));

  expect(await verify(services)).toEqual({ status: 0, complained: '' });
  await admin(services, 'ledger', 'export', exported);
  expect(await verify(null, '--export', exported)).toEqual({ status: 0, complained: '' });

  // Cut off before the entry, with all that would tell of it.
  writeFileSync(heads, '');
  await tamper(
    services,
    'delete from ledger_head',
    'delete from ledger_part where entry_id in (select id from ledger_entry where seq > 3)',
    'delete from ledger_entry where seq > 3',
  );
  expect(await verify(services)).toEqual({
    status: 1,
    complained: `Entry 4 and all after it are missing: the ledger was cut off (${file}).`,
  });
  writeFileSync(file, JSON.stringify({ ...receipt, record_id: 'another' }));
  expect((await verify(services)).complained).toContain('says something else than the entry that it holds');
});

test('a receipt alone can be checked by anybody, with no database and no export', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'receipts-'));
  await using services = await openTestServices({ now: afterPublication });
  const { receipt } = await answered(services);
  const [file, heads] = [join(folder.path, 'receipt.json'), join(folder.path, 'heads.jsonl')];
  writeFileSync(file, JSON.stringify(receipt));
  writeFileSync(heads, writeLines(await committedBy(services)));
  const check = (...more: string[]) => admin(null, 'ledger', 'receipt', file, ...more);

  expect(await check('--heads', heads)).toEqual({ status: 0, complained: '' });
  // Nothing that was committed says anything of it.
  expect((await check('--heads', join(folder.path, 'none'))).status).toBe(2);
  writeFileSync(file, JSON.stringify(receipt).replace('Ada Lovelace', 'Eve Lovelace'));
  expect((await check('--heads', heads)).status).toBe(1);
  writeFileSync(file, '{}');
  expect(await check()).toEqual({ status: 1, complained: `${file} is no receipt.` });
  expect((await admin(null, 'ledger', 'receipt')).status).toBe(64);
});

test('facts that are confirmed later complete a receipt by a later one, and the first stays as it was', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'receipts-'));
  await using services = await openTestServices({ now: afterPublication });
  const { ada, id, receipt } = await answered(services);
  const account = { accountId: ada.account.id };
  expect(receipt.pii_processing[0]).toMatchObject({
    authority_party: 'to be confirmed',
    purposes: [{ storage_locations: ['to be confirmed'] }],
  });
  const open = await services.ledger.completionOf(account, id);
  expect(open?.facts).toContainEqual({ member: '/parties/0/party_address', value: null });
  expect(open?.receipt.facts).toEqual([]);

  const confirmed = { by: 'Ada Lovelace', on: '2026-11-26' };
  const facts = services.company.facts as Record<string, object>;
  facts['postal-address'] = { label: 'Postal address', value: '1 Example Street', confirmed };
  facts['storage-locations'] = { label: 'Countries', value: 'Ireland', confirmed };
  const later = await services.ledger.completionOf(account, id);

  expect(later?.receipt).toMatchObject({
    completes: { receipt_id: receipt.receipt_id, record_id: id },
    stated_at: '2026-11-27T00:00:00.000Z',
    facts: [
      { member: '/pii_processing/0/purposes/0/storage_locations/0', value: 'Ireland' },
      { member: '/parties/0/party_address', value: '1 Example Street' },
    ],
  });
  expect(await services.ledger.receiptOf(account, id)).toEqual(receipt);
  expect(await services.ledger.completionOf({ accountId: 'another' }, id)).toBeNull();

  const [file, heads] = [join(folder.path, 'later.json'), join(folder.path, 'heads.jsonl')];
  writeFileSync(heads, writeLines(await committedBy(services)));
  const check = async (text: string) => {
    writeFileSync(file, text);
    return await admin(null, 'ledger', 'receipt', file, '--heads', heads);
  };
  const text = JSON.stringify(later?.receipt);
  expect(await check(text)).toEqual({ status: 0, complained: '' });
  expect(await check(text.replace('Ireland', 'Iceland'))).toMatchObject({ status: 1 });
  writeFileSync(heads, '');
  expect(await check(text)).toMatchObject({ status: 2 });
});

test('the recipes of docs/receipts.md check a receipt without a program of ours', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'receipts-'));
  await using services = await openTestServices({ now: afterPublication });
  const { ada, id, receipt } = await answered(services);
  services.company.facts['legal-name'] = {
    ...{
      label: 'Legal name',
      value: 'Société Générale d’Exemple',
      confirmed: { by: 'Ada Lovelace', on: '2026-11-26' },
    },
  };
  const later = await services.ledger.completionOf({ accountId: ada.account.id }, id);
  mkdirSync(join(folder.path, 'content'));
  writeFileSync(join(folder.path, 'content/ledger-heads.jsonl'), writeLines(await committedBy(services)));
  const recipes = readFileSync('docs/receipts.md', 'utf8').split('```sh\n').slice(2);
  const follow = (written: Receipt) => {
    writeFileSync(join(folder.path, 'receipt.json'), JSON.stringify(written));
    writeFileSync(join(folder.path, 'later.json'), JSON.stringify(later?.receipt));
    return recipes.map((recipe) => {
      const script = recipe.slice(0, recipe.indexOf('```'));
      const { stdout } = spawnSync('sh', ['-c', script], { cwd: folder.path, encoding: 'utf8' });
      return stdout.trimEnd().split('\n');
    });
  };

  const [digests = [], signature, heads = [], commitments = [], laterSignature] = follow(receipt);
  expect(laterSignature).toEqual(['Signature Verified Successfully']);
  expect(digests).toEqual([receipt.proof.digest, receipt.proof.digest]);
  expect(signature).toEqual(['Signature Verified Successfully']);
  const head = receipt.proof.published?.head.digest;
  expect(heads).toEqual([head, head]);
  expect(commitments[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(commitments[1]).toBe(commitments[0]);
  const altered = { ...receipt, proof: { ...receipt.proof, digest: 'ab'.repeat(32) } };
  expect(follow(altered)[1]).toEqual(['Signature Verification Failure']);
});
