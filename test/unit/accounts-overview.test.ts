import { expect, test } from 'vitest';
import { ada as adasAccount, leaveTraces } from '../support/ada.ts';
import { noticesFor } from '../support/notices.ts';
import { openTestServices } from '../support/services.ts';

test('who is signed in finds the requests of the account and of its address, the newest first', async () => {
  await using services = await openTestServices();
  const { closed, open, logged } = await leaveTraces(services);

  const listed = await services.requests.listOf(adasAccount);

  expect(listed.map(({ reference, isOpen }) => [reference, isOpen])).toEqual([
    [open, true],
    [closed, false],
    [logged, false],
  ]);
  expect(listed[0]).toMatchObject({ kinds: ['access', 'withdraw_consent'], isConfirmed: false });
  expect(await services.requests.listOf({ accountId: 'another', email: 'bob@example.com' })).toEqual([]);
});

test('who is signed in finds the documents that they hear about, and may change the choice', async () => {
  await using services = await openTestServices();
  await leaveTraces(services);
  const notices = noticesFor(services);

  const subscription = await notices.subscriptionOf(adasAccount.email);

  expect(subscription?.documents.length).toBeGreaterThan(0);
  expect(await notices.preferences(subscription?.preferencesToken ?? '')).toMatchObject({
    ok: true,
    value: { documents: subscription?.documents },
  });
  expect(await notices.subscriptionOf('bob@example.com')).toBeNull();
});
