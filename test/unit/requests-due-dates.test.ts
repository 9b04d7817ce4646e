import { describe, expect, test } from 'vitest';
import { deadlineOfItem } from '../../server/requests/due-dates.ts';
import { type RequestKind, requestKinds } from '../../server/requests/kinds.ts';
import { countries, isRegion, states } from '../../server/requests/regions.ts';
import { confirmed, mailsWith, submitted } from '../support/requests.ts';
import { openTestServices } from '../support/services.ts';

async function shown(services: Awaited<ReturnType<typeof openTestServices>>, reference: string) {
  const found = await services.requests.show(reference);
  if (!found.ok) throw new Error(found.problems.join());
  return found.value;
}

describe('every item runs the clocks of where the person lives', () => {
  test.each([
    ['DE', ['access'], '2027-02-28', ['eu-month']],
    ['GB', ['erasure'], '2027-02-28', ['uk-month']],
    ['GB', ['complaint'], '2027-03-02', ['uk-complaint']],
    ['US-CA', ['access'], '2027-03-02', ['ca-know-delete-correct']],
    ['US-CA', ['limit_sensitive'], '2027-02-22', ['ca-limit']],
    ['US-NY', ['erasure'], '2027-03-02', ['us-other-rights']],
    ['BR', ['erasure'], '2027-02-15', ['br-other-rights']],
    ['CA', ['access'], '2027-03-02', ['pipeda-30', 'quebec-30']],
    ['JP', ['access'], '2027-03-02', []],
    ['BR', ['access', 'complaint'], '2027-02-15', ['br-access']],
  ])('%s, %j: by %s', async (region, kind, dueOn, clocks) => {
    await using services = await openTestServices({ now: '2027-01-31T12:00:00Z' });
    const dossier = await shown(services, await submitted(services, { region, kind }));
    expect(dossier).toMatchObject({ dueOn, receivedOn: '2027-01-31' });
    expect(dossier.case.items[0]?.deadline.clocks.map(({ row }) => row.id)).toEqual(clocks);
  });

  test('who does not say where they live is answered by the shortest time of all', async () => {
    await using services = await openTestServices({ now: '2027-01-31T12:00:00Z' });
    const dossier = await shown(services, await submitted(services, { region: 'unsaid', kind: ['access'] }));
    expect(dossier.dueOn).toBe('2027-02-15');
    expect(dossier.case.items[0]?.deadline.clocks.length).toBeGreaterThan(10);
  });

  test('the day of receipt is the earlier of where the person lives and where we are', async () => {
    await using services = await openTestServices({ now: '2027-02-01T07:30:00Z' });
    const there = await shown(services, await submitted(services, { region: 'US-CA' }));
    expect(there).toMatchObject({ receivedOn: '2027-01-31', dueOn: '2027-03-02' });
    services.clock.set('2027-01-31T23:30:00Z');
    const here = await shown(services, await submitted(services, { region: 'DE', email: 'b@example.com' }));
    expect(here).toMatchObject({ receivedOn: '2027-01-31', dueOn: '2027-02-28' });
  });
});

test('at no hour is somebody whose region is not known answered later than in any place', async () => {
  await using services = await openTestServices({ now: '2027-01-31T12:00:00Z' });
  const places = [...countries, ...states].filter(isRegion);
  for (let hour = 0; hour < 24; hour++) {
    const received = { received_at: new Date(Date.UTC(2027, 2, 11, hour, 30)).toISOString() };
    const dueIn = (region: string, kind: RequestKind) =>
      deadlineOfItem(services.ctx, received, { region, item: { kind } }).internalDue;
    for (const kind of requestKinds) {
      const unknown = dueIn('unsaid', kind);
      for (const region of places) expect(unknown <= dueIn(region, kind), `${hour} ${kind} ${region}`).toBe(true);
    }
  }
});

describe('every day of an item is on record', () => {
  test('from receipt, and from its effect', async () => {
    await using services = await openTestServices({ now: '2027-01-31T12:00:00Z' });
    const dossier = await shown(services, await submitted(services, { kind: ['withdraw_consent'] }));
    expect(dossier.dates).toMatchObject([
      { kind: 'withdraw_consent', oldOn: null, newOn: '2027-01-31', rule: 'eu-at-once', reason: 'received' },
      { oldOn: '2027-01-31', newOn: '2027-03-02', rule: 'promise-30', reason: 'took-effect', actor: 'person' },
    ]);
    expect(dossier.dueOn).toBe('2027-03-02');
  });

  test('when staff learn where the person lives, or what is asked', async () => {
    await using services = await openTestServices({ now: '2027-01-31T12:00:00Z' });
    const reference = await submitted(services, { region: 'unsaid', kind: ['access'] });
    services.clock.set('2027-02-03T12:00:00Z');
    await services.requests.correct(reference, { kinds: [], region: 'US-CA', actor: 'command' });
    services.clock.set('2027-02-04T12:00:00Z');
    await services.requests.correct(reference, { kinds: ['access', 'limit_sensitive'], actor: 'command' });
    const { dates, dueOn } = await shown(services, reference);
    expect(dates).toMatchObject([
      { kind: 'access', oldOn: null, newOn: '2027-02-15', rule: 'br-access', actor: 'person' },
      { kind: 'access', oldOn: '2027-02-15', newOn: '2027-03-02', rule: 'promise-30', reason: 'corrected' },
      { kind: 'limit_sensitive', oldOn: null, newOn: '2027-02-22', rule: 'ca-limit', actor: 'command' },
    ]);
    expect(dueOn).toBe('2027-02-22');
  });

  test('what is left is due with the first that is open', async () => {
    await using services = await openTestServices({ now: '2027-01-31T12:00:00Z' });
    const { reference } = await confirmed(services, { region: 'US-CA', kind: ['access', 'limit_sensitive'] });
    await services.requests.close(reference, {
      outcome: 'done',
      items: ['limit_sensitive'],
      actor: 'command',
      message: 'This is our answer.',
    });
    expect(await shown(services, reference)).toMatchObject({ dueOn: '2027-03-02' });
  });
});

describe('a person reads their own law', () => {
  test.each([
    ['US-CA', /California Civil Code § 1798\.130[^.]*7021: 45 days, until March 17, 2027\..*promises: 30 days/],
    ['DE', /GDPR Article 12\(3\): one month; the month has no such day, so its last counts, until February 28, 2027/],
    ['BR', /LGPD Article 19 II: 15 days, until February 15, 2027/],
    ['unsaid', /shortest of all laws that may be yours, LGPD Article 19 II: 15 days/],
    ['JP', /What this site promises: 30 days, until March 2, 2027\./],
  ])('in the mails of %s', async (region, words) => {
    await using services = await openTestServices({ now: '2027-01-31T12:00:00Z' });
    await confirmed(services, { region, kind: ['access'] });
    for (const template of ['request-confirm', 'request-acknowledged']) {
      const [mail] = await mailsWith(services, template);
      const text = mail?.text.replaceAll(/\s+/g, ' ') ?? '';
      expect(text).toMatch(words);
      if (region !== 'DE') expect(text).not.toMatch(/GDPR/);
    }
  });
});

describe('what needs no confirmed address', () => {
  test.each(['complaint', 'limit_sensitive', 'opt_out_admt'])('%s is never closed for want of it', async (kind) => {
    await using services = await openTestServices({ now: '2027-01-31T12:00:00Z' });
    const reference = await submitted(services, { region: kind === 'complaint' ? 'GB' : 'US-CA', kind: [kind] });
    services.clock.set('2027-05-31T12:00:00Z');
    await services.requests.runJobs();
    expect(await shown(services, reference)).toMatchObject({ closedOn: null });
    expect(await services.requests.close(reference, { outcome: 'unconfirmed', actor: 'command' })).toMatchObject({
      ok: false,
    });
  });
});
