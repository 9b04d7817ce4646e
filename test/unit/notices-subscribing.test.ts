import type { KyselyPlugin } from 'kysely';
import { expect, test } from 'vitest';
import { client, lastOf, mailsIn, mailsTo, noticesFor, subscribed, subscription, tokenIn } from '../support/notices.ts';
import { promise } from '../support/promise.ts';
import { formOf, openTestServices } from '../support/services.ts';

test(
  'nobody is subscribed before they press the button behind the mailed link',
  promise('links-need-a-button'),
  async () => {
    await using services = await openTestServices();
    const notices = noticesFor(services);

    expect(await notices.subscribe(subscription(services, 'ada@example.com'), client)).toEqual({
      ok: true,
      value: null,
    });
    const token = tokenIn(lastOf(await mailsTo(services, 'ada@example.com')), 'confirm');
    expect(await notices.confirmation(token)).toEqual({ ok: true, value: { documents: ['privacy'] } });
    expect(await services.db.selectFrom('subscription').selectAll().execute()).toEqual([]);

    const confirmed = await notices.confirm(token);
    expect(confirmed).toMatchObject({ ok: true });
    const { preferencesToken } = confirmed.ok ? confirmed.value : expect.fail();
    expect(await notices.preferences(preferencesToken)).toEqual({ ok: true, value: { documents: ['privacy'] } });
  },
);

test('the mail that asks for confirmation names the documents', async () => {
  await using services = await openTestServices();
  await noticesFor(services).subscribe(subscription(services, 'ada@example.com', ['privacy', 'dpa']), client);

  const [mail] = await mailsIn(services);
  expect(mail?.text).toContain('Privacy Policy and Data Processing Addendum');
});

test('a link confirms once, also when it is used twice at the same moment', promise('one-time-links'), async () => {
  await using services = await openTestServices();
  const notices = noticesFor(services);
  await notices.subscribe(subscription(services, 'ada@example.com'), client);
  const token = tokenIn(lastOf(await mailsIn(services)), 'confirm');

  const answers = await Promise.all([notices.confirm(token), notices.confirm(token), notices.confirm(token)]);

  expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  expect(answers.filter(({ ok }) => !ok)).toEqual(Array(2).fill({ ok: false, problems: ['link-used'] }));
  expect(await notices.confirmation(token)).toEqual({ ok: false, problems: ['link-used'] });
});

test('a link is good for seven days and not longer', promise('one-time-links'), async () => {
  await using services = await openTestServices({ now: '2026-11-01T12:00:00Z' });
  const notices = noticesFor(services);
  await notices.subscribe(subscription(services, 'ada@example.com'), client);
  const token = tokenIn(lastOf(await mailsIn(services)), 'confirm');

  services.clock.set('2026-11-08T11:59:59Z');
  expect(await notices.confirmation(token)).toMatchObject({ ok: true });
  services.clock.set('2026-11-08T12:00:00Z');
  expect(await notices.confirm(token)).toEqual({ ok: false, problems: ['link-expired'] });
});

test.each([
  ['empty', ''],
  ['of the right length', 'A'.repeat(43)],
  ['with a NUL', '\u0000'],
  ['of the right form', `${'9'.repeat(36)}.test.${'A'.repeat(43)}`],
  ['far too long', 'x'.repeat(10_000)],
])('a link that we never made, %s, opens nothing', async (_how, token) => {
  await using services = await openTestServices();
  const notices = noticesFor(services);

  const unknown = { ok: false, problems: ['link-unknown'] };
  expect(await notices.confirmation(token)).toEqual(unknown);
  expect(await notices.confirm(token)).toEqual(unknown);
  expect(await notices.preferences(token)).toEqual(unknown);
  expect(await notices.changePreferences(token, formOf({ act: 'end' }))).toEqual(unknown);
  expect(await notices.unsubscribe(token)).toEqual(unknown);
});

test('a stranger who enters the address of a subscriber changes nothing and learns nothing', async () => {
  await using services = await openTestServices();
  const token = await subscribed(services, 'ada@example.com', ['privacy']);
  const notices = noticesFor(services);
  const before = await services.db.selectFrom('subscription').selectAll().execute();

  const known = await notices.subscribe(subscription(services, 'ada@example.com', ['privacy']), client);
  const more = await notices.subscribe(subscription(services, 'ada@example.com', ['dpa']), client);
  const unknown = await notices.subscribe(subscription(services, 'eve@example.com', ['dpa']), client);

  expect([known, more]).toEqual([unknown, unknown]);
  expect(await services.db.selectFrom('subscription').selectAll().execute()).toEqual(before);
  expect(await notices.preferences(token)).toEqual({ ok: true, value: { documents: ['privacy'] } });
});

test('a known and an unknown address take the same statements and the same number of mails', async () => {
  await using services = await openTestServices();
  await subscribed(services, 'ada@example.com', ['privacy']);
  const statements: string[] = [];
  const counter: KyselyPlugin = {
    transformQuery({ node }) {
      statements.push(node.kind);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  const notices = noticesFor({ ...services, db: services.db.withPlugin(counter) });

  const taken = [];
  for (const [email, document] of [
    ['ada@example.com', 'privacy'],
    ['ada@example.com', 'dpa'],
    ['new@example.com', 'privacy'],
    ['new@example.com', 'privacy'],
  ] as const) {
    statements.length = 0;
    const before = (await mailsIn(services)).length;
    await notices.subscribe(subscription(services, email, [document]), client);
    taken.push({ statements: [...statements], mails: (await mailsIn(services)).length - before });
  }

  expect(taken[0]?.statements.length).toBeGreaterThan(5);
  expect(taken[0]?.mails).toBe(1);
  expect(taken).toEqual(Array(4).fill(taken[0]));
});

test('who has it all already is mailed the link that changes it', async () => {
  await using services = await openTestServices();
  await subscribed(services, 'ada@example.com', ['privacy', 'dpa']);
  const notices = noticesFor(services);
  services.clock.set('2026-11-23T12:00:01Z');

  await notices.subscribe(subscription(services, 'ada@example.com', ['dpa']), client);

  const mail = lastOf(await mailsTo(services, 'ada@example.com'));
  expect(mail.template).toBe('updates-preferences');
  expect(await notices.preferences(tokenIn(mail, 'preferences'))).toEqual({
    ok: true,
    value: { documents: ['privacy', 'dpa'] },
  });
});

test('the link to a subscription goes to the address as it was confirmed, not as a stranger spells it', async () => {
  await using services = await openTestServices();
  await subscribed(services, 'kim@example.com');
  const notices = noticesFor(services);

  expect(await notices.subscribe(subscription(services, 'KIM@example.com'), client)).toMatchObject({ ok: true });
  // It begins with a Kelvin sign, which in lower case is a k.
  expect(await notices.subscribe(subscription(services, '\u212aim@example.com'), client)).toEqual({
    ok: false,
    problems: ['email-invalid'],
  });

  expect(new Set((await mailsIn(services)).map(({ to }) => to))).toEqual(new Set(['kim@example.com']));
});

test('a form that is sent twice is one mail, and one that was corrected is another', async () => {
  await using services = await openTestServices();
  const notices = noticesFor(services);
  const form = subscription(services, 'ada@exmaple.com');
  const corrected = formOf({ stamp: String(form.get('stamp')), email: 'ada@example.com', document: 'privacy' });

  await Promise.all([notices.subscribe(form, client), notices.subscribe(form, client)]);
  await notices.subscribe(corrected, client);

  expect((await mailsIn(services)).map(({ to }) => to)).toEqual(['ada@exmaple.com', 'ada@example.com']);
});

test('whoever sends the same form again and again, for no answer came, is counted once', async () => {
  await using services = await openTestServices();
  const notices = noticesFor(services);
  const form = subscription(services, 'ada@example.com');
  const link = formOf({ stamp: services.formTokens.issue('updates-link'), email: 'ada@example.com' });

  for (let time = 0; time < 5; time += 1) {
    expect(await notices.subscribe(form, client)).toMatchObject({ ok: true });
    expect(await notices.mailPreferences(link, client)).toMatchObject({ ok: true });
  }

  expect(await mailsIn(services)).toHaveLength(2);
});

test('a form without address and document is refused, and says so twice', async () => {
  await using services = await openTestServices();

  const answer = await noticesFor(services).subscribe(subscription(services, ' ', []), client);

  expect(answer).toEqual({ ok: false, problems: ['email-missing', 'document-missing'] });
});

test.each([
  ['no address', { email: 'ada' }, 'email-invalid'],
  ['two addresses', { email: 'a@example.com,b@example.com' }, 'email-invalid'],
  ['a header', { email: 'a@example.com\r\nBcc: b@example.com' }, 'email-invalid'],
  ['an address without end', { email: `a@${'x'.repeat(300)}.com` }, 'email-invalid'],
  ['an unknown document', { document: 'constructor' }, 'document-missing'],
  ['a document that is only drafted', { document: 'unpublished' }, 'document-missing'],
  ['a trap that was filled', { website: 'https://spam.example' }, 'website-filled'],
  ['a stamp of its own making', { stamp: 'test.0.0.0' }, 'form-expired'],
  ['a field of its own making', { confirmed_at: 'now' }, 'form-field-unknown'],
  ['two addresses in two fields', { email: ['a@example.com', 'b@example.com'] }, 'form-field-twice'],
])('a form with %s is refused, and nothing is stored', async (_what, values, problem) => {
  await using services = await openTestServices();
  const stamp = services.formTokens.issue('updates');
  const form = formOf({ stamp, website: '', email: 'ada@example.com', document: 'privacy', ...values });

  expect(await noticesFor(services).subscribe(form, client)).toEqual({ ok: false, problems: [problem] });
  expect(await services.db.selectFrom('subscriber').selectAll().execute()).toEqual([]);
  expect(await mailsIn(services)).toEqual([]);
});

test('nobody is mailed more than three times in an hour and ten times in a day, whoever asks', async () => {
  await using services = await openTestServices({ now: '2026-11-23T00:00:00Z' });
  const notices = noticesFor(services);

  for (let hour = 0; hour < 6; hour += 1) {
    services.clock.set(`2026-11-23T0${hour}:00:00Z`);
    for (let time = 0; time < 4; time += 1) {
      await notices.subscribe(subscription(services, 'Victim@example.com'), { address: `192.0.2.${hour}${time}` });
    }
    if (hour === 0) expect(await mailsIn(services)).toHaveLength(3);
  }
  expect(await mailsIn(services)).toHaveLength(10);
});

test('one network may ask a hundred times in an hour, as an office does', promise('form-limits'), async () => {
  await using services = await openTestServices();
  const notices = noticesFor(services);
  const ask = (at: number) => notices.subscribe(subscription(services, `reader-${at}@example.com`), client);

  for (let at = 0; at < 100; at += 1) expect(await ask(at)).toMatchObject({ ok: true });
  expect(await ask(100)).toEqual({ ok: false, problems: ['too-many-requests'] });
});

test('the address alone brings a subscriber the link, and anybody else a mail that there is nothing', async () => {
  await using services = await openTestServices();
  const token = await subscribed(services, 'ada@example.com', ['privacy']);
  const notices = noticesFor(services);
  const form = (email: string) => formOf({ stamp: services.formTokens.issue('updates-link'), email });

  const answers = [
    await notices.mailPreferences(form(' ADA@example.com '), client),
    await notices.mailPreferences(form('eve@example.com'), client),
  ];
  expect(answers).toEqual(Array(2).fill({ ok: true, value: null }));
  expect(tokenIn(lastOf(await mailsTo(services, 'ada@example.com')), 'preferences')).toBe(token);
  expect((await mailsTo(services, 'eve@example.com')).map(({ template }) => template)).toEqual(['updates-unknown']);
  expect(await services.db.selectFrom('subscriber').selectAll().execute()).toHaveLength(1);
});

test('the form with the address alone is bounded like all mail to an address', async () => {
  await using services = await openTestServices();
  const notices = noticesFor(services);
  const ask = () =>
    notices.mailPreferences(
      formOf({ stamp: services.formTokens.issue('updates-link'), email: 'eve@example.com' }),
      client,
    );
  for (let time = 0; time < 3; time += 1) expect(await ask()).toMatchObject({ ok: true });

  expect(await ask()).toEqual({ ok: false, problems: ['too-many-requests'] });
  expect(await mailsTo(services, 'eve@example.com')).toHaveLength(3);
  const wrong = formOf({ stamp: services.formTokens.issue('updates-link'), email: 'eve' });
  expect(await notices.mailPreferences(wrong, client)).toEqual({ ok: false, problems: ['email-invalid'] });
});
