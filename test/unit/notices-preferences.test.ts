import { expect, test } from 'vitest';
import { after, day } from '../../server/clock.ts';
import { transaction } from '../../server/context.ts';
import { endFor } from '../../server/notices/subscribers.ts';
import {
  client,
  firstVersion,
  lastOf,
  mailsIn,
  manifestWith,
  noticesFor,
  noticesTo,
  subscribed,
  subscription,
  tokenIn,
} from '../support/notices.ts';
import { promise } from '../support/promise.ts';
import { formOf, openTestServices } from '../support/services.ts';

const newer = manifestWith({ privacy: [firstVersion, '2026-12-01'], dpa: [firstVersion, '2026-12-01'] });

test('a subscriber chooses other documents without a password, and hears of those alone', async () => {
  await using services = await openTestServices();
  const token = await subscribed(services, 'ada@example.com', ['privacy']);
  await noticesFor(services).announce();

  const changed = await noticesFor(services).changePreferences(token, formOf({ act: 'save', document: 'dpa' }));
  expect(changed).toEqual({ ok: true, value: 'changed' });
  expect(await noticesFor(services).preferences(token)).toEqual({ ok: true, value: { documents: ['dpa'] } });

  await noticesFor(services, newer).announce();
  expect((await noticesTo(services, 'ada@example.com')).map(({ subject }) => subject)).toEqual([
    expect.stringMatching(/^New version of Data Processing Addendum from /),
  ]);
});

test('nobody fills the ledger by choosing to and fro, and what is taken away is taken away however often', async () => {
  await using services = await openTestServices();
  const token = await subscribed(services, 'ada@example.com', ['privacy']);
  const notices = noticesFor(services);
  const choose = (...document: string[]) => notices.changePreferences(token, formOf({ act: 'save', document }));
  const chosen = async () => (await notices.preferences(token)) as unknown;
  for (let times = 0; times < 20; times += 1)
    expect(await choose(times % 2 === 0 ? 'dpa' : 'privacy')).toEqual({ ok: true, value: 'changed' });
  const entries = async () => (await services.db.selectFrom('ledger_entry').select('seq').execute()).length;
  const before = await entries();

  expect(await choose('privacy', 'dpa')).toEqual({ ok: false, problems: ['too-many-choices'] });
  expect(await chosen()).toMatchObject({ value: { documents: ['privacy'] } });
  expect(await entries()).toBe(before);
  expect(await choose('dpa')).toEqual({ ok: false, problems: ['too-many-choices'] });
  expect(await chosen()).toMatchObject({ value: { documents: [] } });
  expect(await entries()).toBe(before + 1);
  services.clock.set(after(services.clock.now(), day).toISOString());
  expect(await choose('dpa')).toEqual({ ok: true, value: 'changed' });
  expect(await notices.changePreferences(token, formOf({ act: 'end' }))).toEqual({ ok: true, value: 'ended' });
});

test('a document that is no longer chosen takes its waiting notice with it, and leaves the others', async () => {
  await using services = await openTestServices();
  const token = await subscribed(services, 'ada@example.com', ['privacy', 'dpa']);
  await noticesFor(services).announce();
  await noticesFor(services, newer).announce();
  expect(await noticesTo(services, 'ada@example.com')).toHaveLength(2);

  await noticesFor(services, newer).changePreferences(token, formOf({ act: 'save', document: ['privacy'] }));

  expect((await noticesTo(services, 'ada@example.com')).map(({ subject }) => subject)).toEqual([
    expect.stringMatching(/^New version of Privacy Policy from /),
  ]);
});

test('a subscriber who presses the button that ends all is erased, with every mail that has not left', async () => {
  await using services = await openTestServices();
  const token = await subscribed(services, 'ada@example.com', ['privacy', 'dpa']);
  await noticesFor(services).announce();
  const notices = noticesFor(services, newer);
  await notices.announce();

  expect(await notices.changePreferences(token, formOf({ act: 'end', document: ['privacy'] }))).toEqual({
    ok: true,
    value: 'ended',
  });

  expect(await services.db.selectFrom('subscriber').selectAll().execute()).toEqual([]);
  expect(await services.db.selectFrom('subscription').selectAll().execute()).toEqual([]);
  expect(await services.db.selectFrom('subscriber_link').selectAll().execute()).toEqual([]);
  expect(await mailsIn(services)).toEqual([]);
  expect(await notices.preferences(token)).toEqual({ ok: false, problems: ['link-unknown'] });
});

test('who saves an empty choice is asked first, and loses nothing', async () => {
  await using services = await openTestServices();
  const token = await subscribed(services, 'ada@example.com', ['privacy']);
  const notices = noticesFor(services);

  expect(await notices.changePreferences(token, formOf({ act: 'save' }))).toEqual({
    ok: false,
    problems: ['document-missing'],
  });
  expect(await notices.preferences(token)).toEqual({ ok: true, value: { documents: ['privacy'] } });
});

test('a choice of documents that have gone does not end what the subscriber meant to keep', async () => {
  await using services = await openTestServices();
  const token = await subscribed(services, 'ada@example.com', ['privacy']);
  const notices = noticesFor(services);

  const changed = await notices.changePreferences(token, formOf({ act: 'save', document: 'withdrawn-policy' }));

  expect(changed).toEqual({ ok: false, problems: ['document-unknown'] });
  expect(await notices.preferences(token)).toEqual({ ok: true, value: { documents: ['privacy'] } });
});

test('a form with foreign fields changes nothing', async () => {
  await using services = await openTestServices();
  const token = await subscribed(services, 'ada@example.com', ['privacy']);
  const notices = noticesFor(services);

  expect(await notices.changePreferences(token, formOf({ act: ['save', 'end'] }))).toEqual({
    ok: false,
    problems: ['form-field-twice'],
  });
  expect(await notices.changePreferences(token, formOf({ act: 'end', subscriber: 'x' }))).toEqual({
    ok: false,
    problems: ['form-field-unknown'],
  });
  expect(await notices.preferences(token)).toMatchObject({ ok: true });
});

test(
  'a link does what it was made for and nothing else, and for one subscriber',
  promise('reusable-links'),
  async () => {
    await using services = await openTestServices();
    const ada = await subscribed(services, 'ada@example.com');
    const eve = await subscribed(services, 'eve@example.com');
    const notices = noticesFor(services);
    const [adasId, evesId] = [ada.slice(0, 36), eve.slice(0, 36)];
    const forged = [
      ada.replace(adasId, evesId),
      `${evesId}.${services.links.sign('case', evesId)}`,
      `${evesId}.${services.links.sign('unsubscribe', evesId)}`,
      `${eve.slice(0, -1)}${eve.endsWith('A') ? 'B' : 'A'}`,
      `${eve}A`,
    ];

    for (const token of forged) {
      expect(await notices.preferences(token)).toEqual({ ok: false, problems: ['link-unknown'] });
      expect(await notices.changePreferences(token, formOf({ act: 'end' }))).toMatchObject({ ok: false });
    }
    for (const token of [ada, ada.replace(adasId, evesId)]) {
      expect(await notices.unsubscription(token)).toBe(null);
      expect(await notices.unsubscribe(token)).toEqual({ ok: false, problems: ['link-unknown'] });
    }
    expect(await notices.preferences(eve)).toMatchObject({ ok: true });
  },
);

test('the link in a notice ends it at once, and once more without harm', async () => {
  await using services = await openTestServices();
  await subscribed(services, 'ada@example.com', ['privacy', 'dpa']);
  await subscribed(services, 'bob@example.com', ['privacy']);
  await noticesFor(services).announce();
  const notices = noticesFor(services, newer);
  await notices.announce();
  const token = tokenIn(lastOf(await noticesTo(services, 'ada@example.com')), 'unsubscribe');

  expect(await notices.unsubscription(token)).toBe('open');
  expect(await notices.unsubscribe(token)).toEqual({ ok: true, value: null });
  expect(await notices.unsubscribe(token)).toEqual({ ok: true, value: null });
  expect(await notices.unsubscription(token)).toBe('ended');

  expect(await noticesTo(services, 'ada@example.com')).toEqual([]);
  expect(await noticesTo(services, 'bob@example.com')).toHaveLength(1);
  expect(await services.db.selectFrom('subscriber').selectAll().execute()).toHaveLength(1);
});

test('a link for confirming from before the end does not bring the subscription back', async () => {
  await using services = await openTestServices();
  const token = await subscribed(services, 'ada@example.com', ['privacy']);
  const notices = noticesFor(services);
  await notices.subscribe(subscription(services, 'ada@example.com', ['dpa']), client);
  const waiting = (await mailsIn(services)).filter(({ text }) => text.includes('Addendum'));
  await notices.changePreferences(token, formOf({ act: 'end' }));

  expect(await notices.confirm(tokenIn(lastOf(waiting), 'confirm'))).toEqual({ ok: false, problems: ['link-unknown'] });
  expect(await services.db.selectFrom('subscriber').selectAll().execute()).toEqual([]);
});

test('another room ends every subscription of an address inside its own transaction, or not at all', async () => {
  await using services = await openTestServices();
  await subscribed(services, 'Ada@Example.com', ['privacy', 'dpa']);
  await subscribed(services, 'bob@example.com', ['privacy']);

  const failed = transaction(services.ctx, async (ctx) => {
    await endFor(ctx, 'ada@example.com', null);
    throw new Error('the disk is full');
  });
  await expect(failed).rejects.toThrow('the disk is full');
  expect(await services.db.selectFrom('subscription').selectAll().execute()).toHaveLength(3);

  await transaction(services.ctx, (ctx) => endFor(ctx, ' ada@example.COM', null));
  expect(await services.db.selectFrom('subscription').select('document').execute()).toEqual([{ document: 'privacy' }]);
});
