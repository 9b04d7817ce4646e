import { expect, test } from 'vitest';
import { transaction } from '../../server/context.ts';
import { runJobs as runLedger } from '../../server/ledger/ledger.ts';
import { verifyReceipt } from '../../server/ledger/receipts/receipt.ts';
import { follow } from '../../server/notices/address-change.ts';
import { how } from '../../server/notices/consents.ts';
import { endFor, endSubscriber } from '../../server/notices/subscribers.ts';
import { sha256 } from '../../src/library/model/digest.ts';
import { canonicalJson } from '../../src/library/model/files/canonical-json.ts';
import { confirmPage, noticesKept } from '../../src/words/notices/subscriptions.ts';
import { ada as person, signUpConfirmed } from '../support/accounts.ts';
import { here, remove, undoToken } from '../support/deletion.ts';
import { committedBy, type Services } from '../support/ledger.ts';
import {
  client,
  lastOf,
  mailsTo,
  manifestWith,
  manySubscribed,
  noticesFor,
  subscribed,
  subscription,
  type TestServices,
  tokenIn,
} from '../support/notices.ts';
import { submitted } from '../support/requests.ts';
import { formOf, openTestServices } from '../support/services.ts';

const ada = 'ada@example.com';

/** Each entry of the whole ledger, as one line. */
async function ledgerOf({ db }: TestServices) {
  const rows = await db.selectFrom('ledger_entry').select(['kind', 'about']).orderBy('seq').execute();
  return rows.map(({ kind, about }) => `${kind} ${about}`);
}

async function subscriberIds({ db }: TestServices): Promise<string[]> {
  return (await db.selectFrom('subscriber').select('id').orderBy('subscribed_at').execute()).map(({ id }) => id);
}

async function entriesOfFirst(services: TestServices) {
  const [subscriberId = ''] = await subscriberIds(services);
  return await services.ledger.entriesOf({ subscriberId });
}

test('who confirms leaves an entry for each document, with the words of the form and its button', async () => {
  await using services = await openTestServices({ now: '2026-11-23T12:00:00Z' });
  await subscribed(services, ada, ['privacy', 'dpa']);

  const entries = await entriesOfFirst(services);

  expect(await ledgerOf(services)).toEqual(['consent-given notices:privacy', 'consent-given notices:dpa']);
  const [first] = entries;
  expect(first?.entry).toMatchObject({
    about: { type: 'notices', id: 'privacy', version: null, textSha256: null },
    given: { by: 'person', through: 'page', where: '/updates/confirm/', control: confirmPage.confirm },
    at: '2026-11-23T12:00:00.000Z',
  });
  expect(first?.parts).toMatchObject({
    person: { email: ada },
    shown: {
      lead: confirmPage.several,
      documents: ['Privacy Policy', 'Data Processing Addendum'],
      button: confirmPage.confirm,
      kept: expect.stringMatching(/GDPR Article 6\(1\)\(a\).* Questions: privacy@whitrack\.com\.$/),
    },
  });
  const said = first?.parts['shown'] as { retention: unknown[] } | undefined;
  expect(said?.retention).toHaveLength(noticesKept.entries.length);
  const digest = sha256(canonicalJson(first?.parts['shown'] ?? null));
  expect(first?.entry.shown).toEqual([{ url: '/updates/confirm/', sha256: digest }]);
  expect(await services.ledger.verify()).toMatchObject({ entries: 2, finding: null });
});

test('nothing stands in the ledger before the button is pressed, and once when it is pressed twice at once', async () => {
  await using services = await openTestServices();
  const notices = noticesFor(services);
  await notices.subscribe(subscription(services, ada, ['privacy']), client);
  const token = tokenIn(lastOf(await mailsTo(services, ada)), 'confirm');
  await notices.confirmation(token);
  expect(await ledgerOf(services)).toEqual([]);

  await Promise.all([notices.confirm(token), notices.confirm(token), notices.confirm(token)]);

  expect(await ledgerOf(services)).toEqual(['consent-given notices:privacy']);
});

test('who confirms again what they have already says nothing new', async () => {
  await using services = await openTestServices();
  await subscribed(services, ada, ['privacy']);
  services.clock.set('2026-11-23T12:30:00Z');
  await subscribed(services, ada, ['privacy', 'dpa']);

  expect(await ledgerOf(services)).toEqual(['consent-given notices:privacy', 'consent-given notices:dpa']);
});

test('another choice withdraws what it leaves out and consents to what it adds', async () => {
  await using services = await openTestServices();
  const token = await subscribed(services, ada, ['privacy']);

  await noticesFor(services).changePreferences(token, formOf({ act: 'save', document: ['dpa'] }));

  const entries = await entriesOfFirst(services);
  expect(entries.map(({ entry }) => [entry.kind, entry.about.id, entry.given.where, entry.given.control])).toEqual([
    ['consent-given', 'privacy', '/updates/confirm/', 'Yes, tell me'],
    ['consent-withdrawn', 'privacy', '/updates/preferences/', 'Save'],
    ['consent-given', 'dpa', '/updates/preferences/', 'Save'],
  ]);
  expect(entries[1]?.entry.refersTo).toBe(entries[0]?.entry.id);
  expect(entries[2]?.parts['shown']).toMatchObject({ button: 'Save', note: expect.any(String) });
  expect(await services.ledger.verify()).toMatchObject({ finding: null });
});

const endings: Record<string, [(services: Services, token: string) => Promise<unknown>, object]> = {
  'by the page': [
    (services, token) => noticesFor(services).changePreferences(token, formOf({ act: 'end' })),
    { by: 'person', through: 'page', where: '/updates/preferences/', control: 'End all notices' },
  ],
  'by one click in the mail program': [
    async (services) => noticesFor(services).unsubscribe(await unsubscribeToken(services)),
    { by: 'person', through: 'header', where: '/updates/unsubscribe/', control: 'List-Unsubscribe=One-Click' },
  ],
  'by the button behind its link': [
    async (services) => noticesFor(services).unsubscribe(await unsubscribeToken(services), 'page'),
    { by: 'person', through: 'page', where: '/updates/unsubscribe/', control: 'End all notices' },
  ],
  'by a request that nobody showed to be theirs': [
    (services) => submitted(services, { email: ada, kind: ['objection_marketing'] }),
    { by: 'unauthenticated', through: 'request', where: '/requests/new/', control: 'objection_marketing' },
  ],
};

test.each(Object.entries(endings))('an end %s is a withdrawal, and the person is erased', async (_, [end, given]) => {
  await using services = await openTestServices();
  const token = await subscribed(services, ada, ['privacy', 'dpa']);

  await end(services, token);

  expect(await subscriberIds(services)).toEqual([]);
  expect(await ledgerOf(services)).toEqual([
    'consent-given notices:privacy',
    'consent-given notices:dpa',
    'consent-withdrawn notices:dpa',
    'consent-withdrawn notices:privacy',
  ]);
  const rows = await services.db.selectFrom('ledger_entry').select('entry').where('seq', '>=', 3).execute();
  for (const { entry } of rows) expect(JSON.parse(entry)).toMatchObject({ given });
  expect(await services.db.selectFrom('ledger_part').selectAll().execute()).toEqual([]);
  const [subject, ...others] = await services.db.selectFrom('ledger_subject').selectAll().execute();
  expect(others).toEqual([]);
  expect(subject).toMatchObject({ account_id: null, subscriber_id: null, erased_at: expect.any(String) });
  expect(subject?.salt_sealed).not.toBeNull();
  expect(await services.ledger.verify()).toMatchObject({ entries: 4, finding: null });

  services.clock.set('2031-12-31T12:00:00Z');
  await runLedger(services.ctx);
  expect(await services.db.selectFrom('ledger_subject').select('salt_sealed').execute()).toEqual([
    { salt_sealed: null },
  ]);
  expect(await services.ledger.verify()).toMatchObject({ entries: 4, finding: null });
});

test('the words of a form are kept once, however many consent by it, and each receipt holds them whole', async () => {
  await using services = await openTestServices();
  const people = Array.from({ length: 12 }, (_, n) => `reader-${n}@example.com`);
  for (const email of people) await subscribed(services, email, ['privacy']);

  const words = await services.db.selectFrom('ledger_words').select('words').execute();
  // What was shown, and what the receipt says.
  expect(words).toHaveLength(2);
  const parts = await services.db.selectFrom('ledger_part').select('content_sealed').execute();
  const bytes = parts.reduce((sum, { content_sealed }) => sum + content_sealed.length, 0);
  expect(bytes / people.length).toBeLessThan(1000);
  const receipts = await Promise.all(
    (await subscriberIds(services)).map(async (subscriberId) => {
      const [recorded] = await services.ledger.entriesOf({ subscriberId });
      return await services.ledger.receiptOf({ subscriberId }, recorded?.entry.id ?? '');
    }),
  );
  for (const receipt of receipts) {
    expect(receipt && verifyReceipt(receipt).faults).toEqual([]);
    expect(receipt?.proof.parts['shown']?.content).toMatchObject({ button: 'Yes, tell me', kept: expect.any(String) });
  }
  expect(await services.ledger.verify()).toMatchObject({ finding: null });
});

test('the receipt of a consent to notices follows the standard, and can be checked without us', async () => {
  await using services = await openTestServices();
  await subscribed(services, ada, ['privacy']);
  const [subscriberId = ''] = await subscriberIds(services);
  const [recorded] = await services.ledger.entriesOf({ subscriberId });

  const receipt = await services.ledger.receiptOf({ subscriberId }, recorded?.entry.id ?? '');

  expect(receipt).toMatchObject({
    '@type': 'dpv:ConsentReceipt',
    pii_processing: [
      {
        purposes: [
          {
            purpose: expect.stringMatching(/^Notices of new versions: /),
            purpose_text: null,
            lawful_basis: 'eu-gdpr:A6-1-a',
            retention_terms: 'until you end it',
            withdrawal_method: 'http://localhost:4321/updates/',
          },
        ],
      },
    ],
    events: [{ event_state: 'dpv:ConsentGiven' }],
    proof: { parts: { subscriber: { content: subscriberId }, person: { content: { email: ada } } } },
  });
  expect(receipt && verifyReceipt(receipt, await committedBy(services))).toMatchObject({
    faults: [],
    standing: 'signed',
  });
  expect(await services.ledger.receiptOf({ accountId: subscriberId }, recorded?.entry.id ?? '')).toBeNull();
});

test('whoever has the link to their preferences has their receipts, and nobody has those of another', async () => {
  await using services = await openTestServices();
  const notices = noticesFor(services);
  const token = await subscribed(services, ada, ['privacy', 'dpa']);
  const other = await subscribed(services, 'bob@example.com', ['privacy']);
  const receipts = await notices.receiptsBy(token);

  expect(receipts?.map(({ receipt }) => verifyReceipt(receipt).faults)).toEqual([[], []]);
  const id = receipts?.[0]?.receipt.record_id ?? '';
  expect((await notices.receiptBy(token, id))?.receipt).toEqual(receipts?.[0]?.receipt);
  expect(await notices.receiptBy(other, id)).toBeNull();
  expect(await notices.receiptsBy(`${token.slice(0, 36)}${other.slice(36)}`)).toBeNull();
  const account = await notices.subscribingAt(ada);
  expect(account).toMatchObject([{ token, entries: [{ entry: { id } }, {}] }]);

  await notices.changePreferences(token, formOf({ act: 'end', document: [] }));
  expect(await notices.receiptsBy(token)).toBeNull();
  expect(await notices.receiptBy(token, id)).toBeNull();
  expect(await notices.subscribingAt(ada)).toEqual([]);
});

test('subscribers of whom the ledger knows nothing change and end their choice all the same', async () => {
  await using services = await openTestServices();
  const [one = '', other = ''] = await manySubscribed(services, 2);
  const notices = noticesFor(services);
  const preferences = async (email: string) => (await notices.subscriptionOf(email))?.preferencesToken ?? '';

  const changed = await notices.changePreferences(await preferences(one), formOf({ act: 'save', document: ['dpa'] }));
  await transaction(services.ctx, (ctx) => endFor(ctx, other, how.ended));

  expect(changed).toEqual({ ok: true, value: 'changed' });
  expect(await ledgerOf(services)).toEqual(['consent-given notices:dpa']);
  expect(await subscriberIds(services)).toHaveLength(1);
});

test('a name that a document had is the same document to the ledger', async () => {
  await using services = await openTestServices();
  const token = await subscribed(services, ada, ['privacy']);
  const manifest = manifestWith();
  const renamed = {
    documents: manifest.documents.map((document) =>
      document.slug === 'privacy' ? { ...document, slug: 'notice', formerly: ['privacy'] } : document,
    ),
  };

  await noticesFor(services, renamed).changePreferences(token, formOf({ act: 'save', document: ['notice', 'dpa'] }));
  await noticesFor(services, renamed).changePreferences(token, formOf({ act: 'save', document: ['dpa'] }));

  expect(await ledgerOf(services)).toEqual([
    'consent-given notices:privacy',
    'consent-given notices:dpa',
    'consent-withdrawn notices:notice',
  ]);
});

test('what an address consented to holds on at the address that takes it over', async () => {
  await using services = await openTestServices();
  await subscribed(services, ada, ['privacy']);
  await subscribed(services, 'king@example.com', ['dpa']);

  await transaction(services.ctx, (ctx) =>
    follow(ctx, { accountId: 'account-1', from: ada, to: 'king@example.com' } as Parameters<typeof follow>[1]),
  );

  expect(await subscriberIds(services)).toHaveLength(1);
  expect((await entriesOfFirst(services)).map(({ entry }) => `${entry.kind} ${entry.about.id}`)).toEqual([
    'consent-given dpa',
    'carried-forward privacy',
  ]);
  expect(await services.ledger.verify()).toMatchObject({ entries: 3, finding: null });
});

test('a deletion of the account withdraws, and taking it back brings both back', async () => {
  await using services = await openTestServices();
  const { account, session } = await signUpConfirmed(services);
  await subscribed(services, account.email, ['privacy']);
  const [subscriberId = ''] = await subscriberIds(services);

  expect(await remove(services, session)).toMatchObject({ ok: true });

  expect(await ledgerOf(services)).toEqual(['consent-given notices:privacy', 'consent-withdrawn notices:privacy']);
  const withdrawal = await services.db.selectFrom('ledger_entry').select('entry').where('seq', '=', 2).execute();
  expect(JSON.parse(withdrawal[0]?.entry ?? '')).toMatchObject({
    given: { by: 'person', through: 'page', where: '/account/delete/', control: 'Delete my account' },
  });
  expect(await services.ledger.entriesOf({ subscriberId })).toEqual([]);
  expect(await services.ledger.verify()).toMatchObject({ entries: 2, finding: null });

  const password = formOf({ password: person.password });
  expect(await services.personalData.undo(await undoToken(services), password, here)).toMatchObject({ ok: true });

  const entries = await services.ledger.entriesOf({ subscriberId });
  expect(entries.map(({ entry }) => entry.kind)).toEqual(['consent-given', 'consent-withdrawn', 'carried-forward']);
  expect(entries[2]?.entry).toMatchObject({ refersTo: entries[1]?.entry.id, given: { where: '/account/undo/' } });
  expect(await noticesFor(services).subscriptionOf(account.email)).toMatchObject({ documents: ['privacy'] });
  expect(await services.ledger.verify()).toMatchObject({ entries: 3, finding: null });
});

test('whoever is erased again by the list of the erased says nothing in the ledger', async () => {
  await using services = await openTestServices();
  await subscribed(services, ada, ['privacy']);
  const [id = ''] = await subscriberIds(services);

  await transaction(services.ctx, (ctx) => endSubscriber(ctx, id, null));

  expect(await ledgerOf(services)).toEqual(['consent-given notices:privacy']);
  expect(await services.ledger.verify()).toMatchObject({ entries: 1, finding: null });
});

test('the export of an account holds what its address consented to', async () => {
  await using services = await openTestServices();
  const { account } = await signUpConfirmed(services);
  await subscribed(services, account.email, ['privacy']);

  const { tables } = await services.personalData.dataOf({ accountId: account.id, email: account.email });

  expect(tables['subscription_ledger']).toMatchObject([
    {
      kind: 'consent-given',
      about: 'notices:privacy',
      given: account.email,
      parts: expect.stringContaining(confirmPage.title),
    },
  ]);
  expect(tables['ledger']).toEqual([]);
});

test('many who confirm and end at once leave one chain', async () => {
  await using services = await openTestServices();
  const notices = noticesFor(services);
  const emails = Array.from({ length: 12 }, (_, at) => `reader-${at}@example.com`);
  const tokens: string[] = [];
  for (const email of emails) tokens.push(await subscribed(services, email, ['privacy', 'dpa']));

  await Promise.all(
    tokens.map((token, at) =>
      at % 2 === 0
        ? notices.changePreferences(token, formOf({ act: 'end' }))
        : notices.changePreferences(token, formOf({ act: 'save', document: ['privacy'] })),
    ),
  );

  expect(await services.ledger.verify()).toMatchObject({ entries: 24 + 12 + 6, finding: null });
});

async function unsubscribeToken({ ctx, db }: TestServices): Promise<string> {
  const { id } = await db.selectFrom('subscriber').select('id').executeTakeFirstOrThrow();
  return `${id}.${ctx.crypto.links.sign('unsubscribe', id)}`;
}
