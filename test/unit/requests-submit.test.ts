import { expect, test } from 'vitest';
import { client, mailsOf, mailsWith, requestForm, submitted } from '../support/requests.ts';
import { openTestServices } from '../support/services.ts';

test('a request is open from its submission, with an item for each right', async () => {
  await using services = await openTestServices({ now: '2027-01-31T23:30:00Z' });
  const reference = await submitted(services);
  const shown = await services.requests.show(reference);
  expect(shown).toMatchObject({
    ok: true,
    value: {
      reference,
      receivedOn: '2027-01-31',
      dueOn: '2027-02-28',
      daysLeft: 28,
      kinds: ['access', 'erasure'],
      isConfirmed: false,
      closedOn: null,
      person: { name: 'Ada Lovelace', email: 'ada@example.com', region: 'DE' },
      case: { messages: [{ author: 'person', text: 'Everything about the engine, please.' }] },
    },
  });
});

test('the person is asked to confirm, and the staff hear of the request without any detail of the person', async () => {
  await using services = await openTestServices();
  const reference = await submitted(services);
  const mails = await mailsOf(services);
  expect(mails.map(({ template, to }) => [template, to]).sort()).toEqual([
    ['request-confirm', 'ada@example.com'],
    ['request-staff-new', 'privacy@whitrack.com'],
  ]);
  const [staff] = await mailsWith(services, 'request-staff-new');
  expect(staff?.text).toContain(reference);
  expect(JSON.stringify(staff)).not.toMatch(/Ada|Lovelace|example\.com|engine/);
});

test('a form sent twice, or fifty times at once, is one request and is answered with its reference', async () => {
  await using services = await openTestServices();
  const form = requestForm(services);
  const answers = await Promise.all(Array.from({ length: 50 }, () => services.requests.submit(form, client)));
  const references = answers.map((answer) => (answer.ok ? answer.value.reference : answer.problems.join()));
  expect(new Set(references).size).toBe(1);
  expect(references[0]).toMatch(/^WT-/);
  expect(await services.requests.list()).toHaveLength(1);
  expect(await mailsOf(services)).toHaveLength(2);
});
