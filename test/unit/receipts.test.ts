import { mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand, runOffline } from '../../server/commands.ts';
import type { Json } from '../../server/consent/canonical.ts';
import { writeHeads } from '../../server/consent/head-file.ts';
import { type Receipt, receiptShape, verifyReceipt } from '../../server/consent/receipt.ts';
import { signUpConfirmed } from '../support/accounts.ts';
import { afterPublication, answerAs } from '../support/consents.ts';
import { fill, type Services, tamper } from '../support/ledger.ts';
import { openTestServices } from '../support/services.ts';

/** Ada says yes, others act before and after, and the day ends. */
async function answered(services: Services) {
  await fill(services, 3);
  const ada = await signUpConfirmed(services);
  await answerAs(services, ada, 'give');
  const [recorded] = await services.books.ledger(services.db).entriesOf(ada.account.id);
  const id = recorded?.entry.id ?? '';
  const early = await services.receipts.of(ada.account.id, id);
  await fill(services, 4);
  services.clock.set('2026-11-27T00:00:00Z');
  await services.books.runJobs();
  const receipt = await services.receipts.of(ada.account.id, id);
  if (!early || !receipt) throw new Error('There is no receipt');
  return { ada, id, early, receipt };
}

async function admin(services: Services | null, ...words: string[]) {
  const complained: string[] = [];
  const terminal = { print: () => undefined, complain: (text: string) => complained.push(text), input: async () => '' };
  const status = services ? await runCommand(words, services, terminal) : await runOffline(words, terminal);
  return { status, complained: complained.join('\n') };
}

test('a receipt says who allowed what, on which text, when and how, in the terms of ISO/IEC TS 27560', async () => {
  await using services = await openTestServices({ now: afterPublication });
  const { receipt } = await answered(services);
  const version = services.purposes.inEffect('ai-training');

  expect(receipt).toMatchObject({
    schema_version: 'ISO/IEC TS 27560:2023',
    pii_processing: [
      {
        purpose: 'Training AI models with your customer data',
        purpose_text: {
          url: 'http://localhost:4321/purposes/ai-training/2026-11-25/',
          text_sha256: version?.textSha256,
        },
        lawful_basis: 'consent (GDPR Article 6(1)(a))',
        pii_information: [{ pii_optional: true }, { pii_optional: true }],
        recipient_third_parties: [],
        withdrawal_method: 'http://localhost:4321/account/consents/',
      },
    ],
    parties: [{ party_name: 'Whitrack', party_address: 'to be confirmed', party_role: 'controller' }],
    events: [{ event_time: '2026-11-26T12:00:00.000Z', event_state: 'ConsentGiven' }],
    proof: { parts: { person: { content: { name: 'Ada Lovelace', email: 'ada@example.com' } } } },
  });
});

test('a receipt is checked without us, up to a published head, and holds nothing of what others did', async () => {
  await using services = await openTestServices({ now: afterPublication });
  const { receipt, early } = await answered(services);
  const heads = await services.books.heads.all();

  expect(verifyReceipt(early, heads).faults).toEqual([]);
  expect(early.proof.published).toBeNull();
  expect(verifyReceipt(receipt, heads).faults).toEqual([]);
  expect(receipt.proof.published).toMatchObject({ head: { day: '2026-11-26', seq: 8 } });
  expect(receipt.proof.published?.contents).toHaveLength(4);
  const subjects = await services.db.selectFrom('ledger_subject').selectAll().execute();
  const others = subjects.filter(({ id }) => id !== receipt.pii_principal_id);
  expect(others).toHaveLength(3);
  for (const { id } of others) expect(JSON.stringify(receipt)).not.toContain(id);
});

test('a receipt that was altered in any way is found out', async () => {
  await using services = await openTestServices({ now: afterPublication });
  const { receipt } = await answered(services);
  const heads = await services.books.heads.all();
  const altering = (change: (altered: Receipt) => void) => {
    const altered = structuredClone(receipt);
    change(altered);
    return verifyReceipt(altered, heads).faults;
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
  const [head] = heads;
  if (!head) throw new Error('There is a head');
  expect(verifyReceipt(receipt, [{ ...head, digest: 'ab'.repeat(32) }]).faults).toEqual(['head-differs']);
});

test('no member of a receipt can be altered unseen', async () => {
  await using services = await openTestServices({ now: afterPublication });
  const { receipt } = await answered(services);
  const heads = await services.books.heads.all();

  const unseen = alterations(receipt as Json).filter((altered) => {
    const read = receiptShape.safeParse(altered);
    return read.success && verifyReceipt(read.data, heads).faults.length === 0;
  });

  expect(unseen).toEqual([]);
});

test('a receipt says what was so on the day of the act, whatever is published since', async () => {
  await using services = await openTestServices({ now: afterPublication });
  const { ada, id, receipt } = await answered(services);
  services.company.name = 'Another company';

  expect(await services.receipts.of(ada.account.id, id)).toEqual(receipt);
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

  expect(await services.receipts.of(eve.account.id, id)).toBeNull();
  expect(await services.receipts.of(ada.account.id, 'another')).toBeNull();
  await services.db
    .transaction()
    .execute((db) => services.books.erase(db, { accountId: ada.account.id, email: ada.account.email }));
  expect(await services.receipts.of(ada.account.id, id)).toBeNull();
});

test('the receipt that somebody kept shows that a ledger was made anew, also after an erasure', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'receipts-'));
  await using services = await openTestServices({ now: afterPublication });
  const { ada, receipt } = await answered(services);
  const file = join(folder.path, 'receipt.json');
  const heads = join(folder.path, 'heads.jsonl');
  const exported = join(folder.path, 'ledger.jsonl');
  writeFileSync(file, JSON.stringify(receipt));
  writeFileSync(heads, writeHeads(await services.books.heads.all()));
  const verify = (from: Services | null, ...more: string[]) =>
    admin(from, 'ledger', 'verify', '--heads', heads, '--receipt', file, ...more);
  await services.db
    .transaction()
    .execute((db) => services.books.erase(db, { accountId: ada.account.id, email: ada.account.email }));

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
  writeFileSync(heads, writeHeads(await services.books.heads.all()));
  const check = (...more: string[]) => admin(null, 'ledger', 'receipt', file, ...more);

  expect(await check('--heads', heads)).toEqual({ status: 0, complained: '' });
  expect(await check()).toEqual({ status: 0, complained: '' });
  writeFileSync(file, JSON.stringify(receipt).replace('Ada Lovelace', 'Eve Lovelace'));
  expect((await check('--heads', heads)).status).toBe(1);
  writeFileSync(file, '{}');
  expect(await check()).toEqual({ status: 1, complained: `${file} is no receipt.` });
  expect((await admin(null, 'ledger', 'receipt')).status).toBe(64);
});
