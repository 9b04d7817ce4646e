import { mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { receiptShape } from '../../server/ledger/receipts/receipt.ts';
import { signUpConfirmed } from '../support/accounts.ts';
import { admin as runAdmin } from '../support/admin.ts';
import { agreeForm, agreementsWith, declineForm } from '../support/agreements.ts';
import { mailsTo, type TestServices } from '../support/notices.ts';
import { promise } from '../support/promise.ts';
import { openTestServices } from '../support/services.ts';

test('who agrees does so by name, in a capacity, for a business, to the text that was shown', async () => {
  await using services = await openTestServices();
  const ada = await signUpConfirmed(services);
  const { agreements, documents } = agreementsWith(services);
  const [dpa, list] = [documents.inEffect('dpa'), documents.inEffect('subprocessors')];

  const agreed = await agreements.agree(agreeForm(services, ada), ada.session);

  expect(agreed).toMatchObject({
    ok: true,
    value: {
      entry: {
        kind: 'agreement',
        about: { type: 'document', id: 'dpa', version: '2026-04-23', textSha256: dpa?.textSha256 },
        shown: [
          { url: '/dpa/2026-04-23/', sha256: dpa?.sourceSha256 },
          { url: '/subprocessors/2026-04-23/', sha256: list?.sourceSha256 },
        ],
        given: { by: 'person', through: 'page', where: '/account/agreements/dpa/', control: 'Agree for the business' },
      },
      parts: {
        signatory: { name: 'Ada Lovelace', capacity: 'Director', authority: 'representative' },
        business: { business: 'Analytical Works', address: '12 St James’s Square\nLondon' },
      },
    },
  });
  expect(await agreements.state(ada.account.id, 'dpa')).toMatchObject({ standing: 'agreed' });
});

test('what is recorded as shown is what the page showed, though the list of subprocessors has changed since', async () => {
  await using services = await openTestServices();
  const ada = await signUpConfirmed(services);
  const eve = await signUpConfirmed(services, { name: 'Eve', email: 'eve@example.com' });
  const { agreements } = agreementsWith(services, undefined, ['2026-04-23', '2026-11-01']);
  const old = await agreements.agree(agreeForm(services, ada), ada.session);
  const none = await agreements.agree(agreeForm(services, eve, { list: '' }), eve.session);
  const shownIn = (agreed: typeof old) => (agreed.ok ? agreed.value?.entry.shown.map(({ url }) => url) : null);
  expect(shownIn(old)).toEqual(['/dpa/2026-04-23/', '/subprocessors/2026-04-23/']);
  expect(shownIn(none)).toEqual(['/dpa/2026-04-23/']);
});

test('the copy is mailed in the same transaction, and can be read by this account alone', async () => {
  await using services = await openTestServices();
  const ada = await signUpConfirmed(services);
  const eve = await signUpConfirmed(services, { name: 'Eve', email: 'eve@example.com' });
  const { agreements } = agreementsWith(services);

  const agreed = await agreements.agree(agreeForm(services, ada), ada.session);
  const id = agreed.ok ? (agreed.value?.entry.id ?? '') : '';

  const [mail] = (await mailsTo(services, 'ada@example.com')).filter(
    ({ template }) => template === 'agreement-recorded',
  );
  expect(mail?.text).toContain(`http://localhost:4321/account/agreements/dpa/${id}/`);
  expect(await agreements.copy(ada.account.id, 'dpa', id)).toMatchObject({ entry: { id } });
  expect(await agreements.copy(eve.account.id, 'dpa', id)).toBeNull();
  expect(await agreements.copy(ada.account.id, 'privacy', id)).toBeNull();
});

test('the copy comes with the mail, with the words that were agreed to, so that it is there when the account is not', async () => {
  await using services = await openTestServices();
  const ada = await signUpConfirmed(services);
  const { agreements } = agreementsWith(services, [['2026-11-23', null]]);
  await agreements.agree(agreeForm(services, ada, { version: '2026-11-23' }), ada.session);

  const [mail] = (await mailsTo(services, 'ada@example.com')).filter(
    ({ template }) => template === 'agreement-recorded',
  );
  const [copy, receipt] = mail?.attachments ?? [];
  expect(copy).toMatchObject({ type: 'text/plain' });
  expect(copy?.content).toContain('Signed by: Ada Lovelace, Director');
  expect(copy?.content).toContain('I represent the business by law');
  expect(copy?.content).toContain('### 8.1 Notice [#breach-notice]');
  expect(receiptShape.parse(JSON.parse(receipt?.content ?? ''))).toBeTruthy();
});

test('whoever agrees has given the password within ten minutes, and says by what right', async () => {
  await using services = await openTestServices();
  const ada = await signUpConfirmed(services);
  const { agreements } = agreementsWith(services);
  const agree = (values: Record<string, string>, isFresh: boolean) =>
    agreements.agree(agreeForm(services, ada, values), { ...ada.session, isFresh });

  expect(await agree({}, false)).toEqual({ ok: false, problems: ['password-needed'] });
  expect(await agree({ authority: 'yes' }, true)).toEqual({ ok: false, problems: ['authority-missing'] });
  expect(await services.ledger.verify()).toMatchObject({ entries: 0 });
  expect(await agree({ authority: 'authorised' }, true)).toMatchObject({ ok: true });
});

test('nobody agrees to a version that does not state who the other side is', promise('agreement-facts'), async () => {
  await using services = await openTestServices();
  const ada = await signUpConfirmed(services);
  const { agreements } = agreementsWith(services, [['2026-04-23', null, { toBeConfirmed: ['Postal address'] }]]);

  expect(await agreements.agree(agreeForm(services, ada), ada.session)).toEqual({
    ok: false,
    problems: ['facts-missing'],
  });
  expect(await agreements.state(ada.account.id, 'dpa')).toMatchObject({
    standing: 'none',
    current: { toBeConfirmed: ['Postal address'] },
  });
});

test('what is missing or cannot be printed is told field by field, and nothing is recorded', async () => {
  await using services = await openTestServices();
  const ada = await signUpConfirmed(services);
  const { agreements } = agreementsWith(services);
  const tell = (values: Record<string, string>) => agreements.agree(agreeForm(services, ada, values), ada.session);

  expect(await tell({ business: ' ', address: '', name: '', capacity: '', authority: '' })).toEqual({
    ok: false,
    problems: ['business-missing', 'address-missing', 'name-missing', 'capacity-missing', 'authority-missing'],
  });
  expect(await tell({ name: 'Ada\u0000', business: 'x'.repeat(201) })).toEqual({
    ok: false,
    problems: ['business-invalid', 'name-invalid'],
  });
  // Shown reversed, or with signs that nobody sees, it would be evidence of nothing.
  expect(
    await tell({
      name: 'Ada \u202eecalevoL',
      capacity: 'Direc\u200btor',
      address: 'London\n\u2066',
      business: '\u3164',
    }),
  ).toEqual({
    ok: false,
    problems: ['business-invalid', 'address-invalid', 'name-invalid', 'capacity-invalid'],
  });
  expect(await tell({ version: '2026-01-01' })).toEqual({ ok: false, problems: ['version-unknown'] });
  expect(await tell({ document: 'privacy' })).toEqual({ ok: false, problems: ['document-unknown'] });
  expect(await tell({ document: 'subprocessors' })).toEqual({ ok: false, problems: ['document-unknown'] });
  expect(await services.ledger.verify()).toMatchObject({ entries: 0 });
});

test('fifty who press the button at once have agreed once, and got one mail', async () => {
  await using services = await openTestServices();
  const ada = await signUpConfirmed(services);
  const { agreements } = agreementsWith(services);

  const answers = await Promise.all(
    Array.from({ length: 50 }, () => agreements.agree(agreeForm(services, ada), ada.session)),
  );

  expect(answers.every(({ ok }) => ok)).toBe(true);
  expect(await services.ledger.verify()).toMatchObject({ entries: 1, finding: null });
  const mails = (await mailsTo(services, 'ada@example.com')).filter(
    ({ template }) => template === 'agreement-recorded',
  );
  expect(mails).toHaveLength(1);
});

test('new terms are asked for once they are in effect; a notice and a correction are not', async () => {
  await using services = await openTestServices({ now: '2026-11-23T12:00:00Z' });
  const ada = await signUpConfirmed(services);
  const { agreements } = agreementsWith(services, [
    ['2026-04-23', null],
    ['2026-12-01', 'notice'],
    ['2026-12-10', 'editorial'],
    ['2026-12-20', 'agreement'],
    ['2026-12-24', 'editorial'],
  ]);
  await agreements.agree(agreeForm(services, ada), ada.session);
  const asked = async (day: string) => {
    services.clock.set(`${day}T12:00:00Z`);
    return (await agreements.asked(ada.account.id)).map(({ current }) => current.version);
  };

  expect(await asked('2026-12-01')).toEqual([]);
  expect(await asked('2026-12-10')).toEqual([]);
  expect(await asked('2026-12-20')).toEqual(['2026-12-20']);
  expect(await asked('2026-12-24')).toEqual(['2026-12-24']);
  const state = await agreements.state(ada.account.id, 'dpa');
  expect(state?.agreement?.entry.about.version).toBe('2026-04-23');
  await agreements.agree(agreeForm(services, ada, { version: '2026-12-24' }), ada.session);
  expect(await asked('2026-12-24')).toEqual([]);
});

test('who declines new terms keeps what was agreed to, and is asked about those terms no more', async () => {
  await using services = await openTestServices({ now: '2026-11-23T12:00:00Z' });
  const ada = await signUpConfirmed(services);
  const versions = [
    ['2026-04-23', null],
    ['2026-12-20', 'agreement'],
    ['2027-02-01', 'agreement'],
  ] as const;
  const { agreements } = agreementsWith(services, versions);
  await agreements.agree(agreeForm(services, ada), ada.session);
  services.clock.set('2026-12-20T12:00:00Z');

  await agreements.decline(declineForm(services, ada, '2026-12-20'), ada.session);

  expect(await agreements.state(ada.account.id, 'dpa')).toMatchObject({
    standing: 'declined',
    agreement: { entry: { about: { version: '2026-04-23' } } },
  });
  expect(await agreements.asked(ada.account.id)).toEqual([]);
  services.clock.set('2027-02-01T12:00:00Z');
  expect(await agreements.asked(ada.account.id)).toMatchObject([{ current: { version: '2027-02-01' } }]);
});

test('an agreement is not ended by declining what it says already', async () => {
  await using services = await openTestServices();
  const ada = await signUpConfirmed(services);
  const { agreements } = agreementsWith(services);
  await agreements.agree(agreeForm(services, ada), ada.session);

  await agreements.decline(declineForm(services, ada, '2026-04-23'), ada.session);

  expect(await agreements.state(ada.account.id, 'dpa')).toMatchObject({ standing: 'agreed' });
});

test('a corrected version takes over each agreement by an entry of its own, and nobody is asked', async () => {
  await using services = await openTestServices({ now: '2026-11-23T12:00:00Z' });
  const ada = await signUpConfirmed(services);
  const grace = await signUpConfirmed(services, { name: 'Grace', email: 'grace@example.com' });
  const eve = await signUpConfirmed(services, { name: 'Eve', email: 'eve@example.com' });
  const room = () =>
    agreementsWith(services, [
      ['2026-04-23', null],
      ['2026-12-01', 'editorial'],
      ['2026-12-10', 'agreement'],
      ['2026-12-20', 'editorial'],
    ]);
  for (const person of [ada, grace]) await room().agreements.agree(agreeForm(services, person), person.session);
  services.clock.set('2026-12-01T12:00:00Z');

  await Promise.all([room().carryForward(), room().carryForward()]);
  await room().carryForward();

  const entries = await services.ledger.entriesOf({ accountId: ada.account.id });
  expect(entries.map(({ entry }) => [entry.kind, entry.about.version, entry.given.by])).toEqual([
    ['agreement', '2026-04-23', 'person'],
    ['carried-forward', '2026-12-01', 'server'],
  ]);
  expect(entries[1]?.entry.refersTo).toBe(entries[0]?.entry.id);
  expect(await services.ledger.verify()).toMatchObject({ entries: 4, finding: null });
  expect(await room().agreements.state(eve.account.id, 'dpa')).toMatchObject({ standing: 'none' });

  services.clock.set('2026-12-20T12:00:00Z');
  await room().carryForward();
  expect(await services.ledger.verify()).toMatchObject({ entries: 4 });
  expect(await room().agreements.asked(ada.account.id)).toHaveLength(1);
});

async function admin(services: TestServices, ...words: string[]) {
  const { agreements, negotiated } = agreementsWith(services, [
    ['2026-04-23', null],
    ['2026-12-20', 'agreement'],
  ]);
  const { code, printed, complained } = await runAdmin({ ...services, agreements, negotiated }, [
    'agreements',
    ...words,
  ]);
  return { status: code, printed, complained, agreements };
}

test('terms that were corrected while they waited are asked for once, as new terms, and never as a correction', async () => {
  await using services = await openTestServices();
  const ada = await signUpConfirmed(services);
  const effect = { effectiveOn: '2026-12-20' };
  const room = () =>
    agreementsWith(services, [
      ['2026-04-23', null],
      ['2026-12-01', 'agreement', effect],
      ['2026-12-05', 'editorial'],
      ['2026-12-05-2', 'agreement', { ...effect, corrects: '2026-12-01' }],
    ]);
  await agreementsWith(services).agreements.agree(agreeForm(services, ada), ada.session);

  services.clock.set('2026-12-06T12:00:00Z');
  await room().carryForward();
  expect(room().documents.inEffect('dpa')?.version).toBe('2026-12-05');
  expect(await room().agreements.state(ada.account.id, 'dpa')).toMatchObject({
    standing: 'agreed',
    agreement: { entry: { kind: 'carried-forward', about: { version: '2026-12-05' } } },
  });

  services.clock.set('2026-12-20T12:00:00Z');
  await room().carryForward();
  expect(await room().agreements.state(ada.account.id, 'dpa')).toMatchObject({
    standing: 'superseded',
    current: { version: '2026-12-05-2' },
  });
  await room().agreements.agree(agreeForm(services, ada, { version: '2026-12-05-2' }), ada.session);
  expect(await room().agreements.state(ada.account.id, 'dpa')).toMatchObject({ standing: 'agreed' });
});

test('whoever agreed to terms that were corrected before their day is not asked again, and an entry says why', async () => {
  await using services = await openTestServices({ now: '2026-12-20T10:00:00Z' });
  const ada = await signUpConfirmed(services);
  const waited = [
    ['2026-04-23', null],
    ['2026-12-01', 'agreement', { effectiveOn: '2026-12-20' }],
  ] as const;
  const place = { effectiveOn: '2026-12-20', corrects: '2026-12-01' };
  const corrected = [...waited, ['2026-12-19', 'agreement', place]] as const;
  await agreementsWith(services, waited).agreements.agree(
    agreeForm(services, ada, { version: '2026-12-01' }),
    ada.session,
  );

  const { agreements, carryForward } = agreementsWith(services, corrected);
  expect(await agreements.state(ada.account.id, 'dpa')).toMatchObject({ standing: 'agreed' });
  await carryForward();
  await carryForward();

  expect(await agreements.state(ada.account.id, 'dpa')).toMatchObject({
    standing: 'agreed',
    agreement: { entry: { kind: 'carried-forward', about: { version: '2026-12-19' }, given: { by: 'server' } } },
    signed: { entry: { kind: 'agreement', about: { version: '2026-12-01' } } },
  });
  expect(await services.ledger.verify()).toMatchObject({ entries: 2, finding: null });
});

test('the copy that was signed is found behind however many corrections', async () => {
  await using services = await openTestServices({ now: '2026-05-02T12:00:00Z' });
  const ada = await signUpConfirmed(services);
  const agreed = await agreementsWith(services).agreements.agree(agreeForm(services, ada), ada.session);
  const corrected = [
    ['2026-04-23', null],
    ['2026-05-01', 'editorial'],
    ['2026-05-02', 'editorial'],
  ] as const;
  await agreementsWith(services, corrected.slice(0, 2)).carryForward();
  const { agreements, carryForward } = agreementsWith(services, corrected);
  await carryForward();

  const state = await agreements.state(ada.account.id, 'dpa');

  expect(state).toMatchObject({ standing: 'agreed', agreement: { entry: { about: { version: '2026-05-02' } } } });
  expect(state?.signed?.entry.id).toBe(agreed.ok && agreed.value?.entry.id);
  expect(await agreements.copy(ada.account.id, 'dpa', state?.signed?.entry.id ?? '')).not.toBeNull();
});

test('a page that was open while a negotiated contract was recorded puts nothing in its place', async () => {
  await using services = await openTestServices({ now: '2026-05-01T12:00:00Z' });
  const ada = await signUpConfirmed(services);
  const { agreements, negotiated } = agreementsWith(services);
  const form = agreeForm(services, ada);
  const signatory = { business: 'Works', address: 'London', name: 'Ada', capacity: 'Director' };
  const contract = { document: 'dpa', signatory, reference: 'Contract 17', signedOn: '2026-05-01', fileSha256: null };
  await negotiated.recordNegotiated({ email: ada.account.email, ...contract });

  expect(await agreements.agree(form, ada.session)).toEqual({ ok: true, value: null });

  expect(await agreements.state(ada.account.id, 'dpa')).toMatchObject({ standing: 'negotiated' });
});

test('a customer with a negotiated agreement is recorded by the operator, and never asked', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'contract-'));
  await using services = await openTestServices({ now: '2026-11-23T12:00:00Z' });
  const ada = await signUpConfirmed(services);
  const file = join(folder.path, 'contract.pdf');
  writeFileSync(file, 'signed');
  const words = [
    ...[
      '--email',
      'ada@example.com',
      '--document',
      'dpa',
      '--business',
      'Analytical Works',
      '--address',
      'London',
      '--name',
      'Ada',
    ],
    ...['--capacity', 'Director', '--reference', 'Contract 2026-17', '--signed-on', '2026-11-20', '--file', file],
  ];

  expect(await admin(services, 'record', ...words)).toMatchObject({ status: 0, complained: '' });
  services.clock.set('2026-12-20T12:00:00Z');
  const { printed, agreements } = await admin(services, 'show', '--email', 'ada@example.com');
  expect(printed).toBe(
    'dpa : negotiated; not asked, entry 1 of 2026-11-23\n' +
      '  entry 1 of 2026-11-23: negotiated contract recorded, signed by Ada, Director',
  );
  expect(await agreements.asked(ada.account.id)).toEqual([]);
  const [entry] = await services.ledger.entriesOf({ accountId: ada.account.id });
  expect(entry?.entry.given.by).toBe('operator');
  expect(entry?.parts['contract']).toEqual({ reference: 'Contract 2026-17', signedOn: '2026-11-20' });

  expect(await admin(services, 'end', '--email', 'ada@example.com', '--document', 'dpa')).toMatchObject({ status: 0 });
  expect((await admin(services, 'show', '--email', 'ada@example.com')).printed).toMatch(
    /: not agreed.*\n {2}entry 1 of .*recorded.*\n {2}entry 2 of 2026-12-20: negotiated contract ended$/,
  );
  expect(await admin(services, 'end', '--email', 'ada@example.com', '--document', 'dpa')).toMatchObject({ status: 1 });
});

test('what the operator left out is named', async () => {
  await using services = await openTestServices();

  expect((await admin(services, 'record', '--email', 'ada@example.com')).complained).toMatch(
    /--document.*\n.*--reference.*\n.*--signed-on.*\n.*--business.*\n.*--address.*\n.*--name.*\n.*--capacity/,
  );
  const unknown = await admin(services, 'show', '--email', 'nobody@example.com');
  expect(unknown).toMatchObject({ status: 1, complained: 'No account has this address.' });
});
