import { expect, test } from 'vitest';
import { signUpConfirmed } from '../support/accounts.ts';
import { remove } from '../support/deletion.ts';
import { agreed } from '../support/legal-contacts.ts';
import {
  documentOf,
  firstVersion,
  noticesFor,
  noticesIn,
  subscribed,
  type TestServices,
  versionOf,
} from '../support/notices.ts';
import { promise } from '../support/promise.ts';
import { openTestServices } from '../support/services.ts';

const next = '2026-12-01';

/** A site with a policy, an addendum, a list of subprocessors and a page that informs. */
function siteWith(version: string | null, change: 'notice' | 'agreement' | 'editorial' = 'notice') {
  const versions = (slug: string) => [
    versionOf(slug, firstVersion),
    ...(version
      ? [
          {
            ...versionOf(slug, version),
            class: change,
            effectiveOn: '2027-01-01',
            changes: [
              {
                clause: 'Answers',
                words: [
                  { text: 'We answer within ', change: 'same' as const },
                  { text: '30', change: 'deleted' as const },
                  { text: '45', change: 'inserted' as const },
                  { text: ' days.', change: 'same' as const },
                ],
              },
            ],
          },
        ]
      : []),
  ];
  return {
    documents: [
      documentOf('privacy', { title: 'Privacy Policy', role: 'privacy-notice', versions: versions('privacy') }),
      documentOf('dpa', { title: 'Addendum', kind: 'agreement', versions: versions('dpa') }),
      documentOf('subprocessors', {
        title: 'Subprocessors',
        role: 'subprocessors',
        versions: versions('subprocessors'),
      }),
      documentOf('security', { title: 'Security', kind: 'information', versions: versions('security') }),
    ],
  };
}

async function told(services: TestServices, change?: 'notice' | 'agreement' | 'editorial') {
  await noticesFor(services, siteWith(null)).announce();
  await noticesFor(services, siteWith(next, change)).announce();
  return await noticesIn(services);
}

const whom = (notices: readonly { subject: string; to: string }[]) =>
  notices.map(({ subject, to }) => `${to}: ${subject}`).sort();

test(
  'a change of the policy is told to whoever has an account, and to nobody twice',
  promise('notice-of-changes'),
  async () => {
    await using services = await openTestServices();
    await agreed(services);
    await signUpConfirmed(services, { name: 'Eve', email: 'eve@example.com' });
    await subscribed(services, 'eve@example.com', ['privacy']);
    await subscribed(services, 'reader@example.com', ['privacy']);
    services.clock.set('2026-11-24T12:00:00Z');
    const notices = (await told(services)).filter(({ subject }) => subject.includes('Privacy Policy'));

    expect(whom(notices)).toEqual([
      'ada@example.com: Change of Privacy Policy on January 1, 2027',
      'eve@example.com: Change of Privacy Policy on January 1, 2027',
      'reader@example.com: New version of Privacy Policy from January 1, 2027',
    ]);
  },
);

test(
  'the addendum and its subprocessors are told to whoever agreed and their legal contact, and to nobody else',
  promise('subprocessor-notice'),
  async () => {
    await using services = await openTestServices();
    await agreed(services);
    await signUpConfirmed(services, { name: 'Eve', email: 'eve@example.com' });
    services.clock.set('2026-11-24T12:00:00Z');
    const notices = (await told(services)).filter(({ subject }) => !subject.includes('Privacy'));

    expect(whom(notices)).toEqual([
      'ada@example.com: Change of Addendum on January 1, 2027',
      'ada@example.com: Change of Subprocessors on January 1, 2027',
      'counsel@example.com: Change of Addendum on January 1, 2027',
      'counsel@example.com: Change of Subprocessors on January 1, 2027',
    ]);
    const [list] = notices.filter(({ subject }) => subject.includes('Subprocessors'));
    expect(list?.text.replace(/\s+/g, ' ')).toContain('until the end of December 31, 2026');
  },
);

test('what is owed has no way to end it, the reason and the postal address; what was asked for ends by one click', async () => {
  await using services = await openTestServices();
  await signUpConfirmed(services);
  await subscribed(services, 'reader@example.com', ['privacy']);
  services.clock.set('2026-11-24T12:00:00Z');
  const notices = (await told(services)).filter(({ subject }) => subject.includes('Privacy Policy'));
  const [owed, asked] = ['ada@example.com', 'reader@example.com'].map((to) => notices.find((one) => one.to === to));

  expect(Object.keys(owed?.headers ?? {}).join()).not.toMatch(/List-/);
  expect(owed?.text).not.toContain('/updates/');
  expect(owed?.text).toContain('you have an account with');
  const small = owed?.text.replaceAll(/\s+/g, ' ');
  expect(small).toContain('postal address: to be confirmed');
  expect(small).toContain('end when you close your account: http://localhost:4321/account/delete/');
  expect(asked?.headers).toMatchObject({ 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' });
  for (const mail of [owed, asked]) {
    expect(mail?.text).toContain('Answers:\nWe answer within [removed: 30][added: 45] days.');
    expect(mail?.html).toMatch(/We answer within <del [^>]*>30<\/del><ins [^>]*>45<\/ins> days\./);
    expect(mail?.text).toContain('See every change:\nhttp://localhost:4321/privacy/compare/2026-04-23/2026-12-01/');
  }
});

test('each page of ours that an owed notice names is a link of its HTML, the recipient’s own among them', async () => {
  await using services = await openTestServices();
  await agreed(services);
  services.clock.set('2026-11-24T12:00:00Z');
  const notices = await told(services);

  expect(notices).toHaveLength(5);
  for (const { html, text } of notices) {
    const led = Array.from(html.matchAll(/href="([^"]*)"/g), ([, address]) => address);
    for (const [address] of text.matchAll(/http:\/\/localhost:4321\/\S*/g)) expect(led).toContain(address);
    expect(html.replaceAll(/<a [^>]*>/g, '')).not.toMatch(/\]\(|\w{8}-\w{4}-8|0000-4000-8000/);
  }
  const [list] = notices.filter(({ subject }) => subject.includes('Subprocessors'));
  expect(list?.html).toMatch(/<a href="[^"]*\/updates\/objection\/2026-12-01\/[^"]*">open this page<\/a>/);
});

test('a correction of a comma is told to nobody', async () => {
  await using services = await openTestServices();
  await agreed(services);
  await subscribed(services, 'reader@example.com', ['privacy']);
  services.clock.set('2026-11-24T12:00:00Z');
  expect(await told(services, 'editorial')).toEqual([]);
});

test('who deletes the account before the mail goes out is told of nothing any more', async () => {
  await using services = await openTestServices();
  const ada = await agreed(services);
  services.clock.set('2026-11-24T12:00:00Z');
  expect(await told(services)).toHaveLength(5);
  expect(await remove(services, ada.session)).toMatchObject({ ok: true });
  await noticesFor(services, siteWith(next)).runJobs();
  await services.mail.send();
  expect((await noticesIn(services)).filter(({ state }) => state === 'sent')).toEqual([]);
  expect(await noticesFor(services, siteWith(next)).archive()).toEqual([]);
});

test('the archive shows each notice in the words that went out, without what was a recipient’s own', async () => {
  await using services = await openTestServices();
  await agreed(services);
  await subscribed(services, 'reader@example.com', ['dpa']);
  services.clock.set('2026-11-24T12:00:00Z');
  await told(services);
  const room = noticesFor(services, siteWith(next));
  expect(await room.archive()).toEqual([]);

  await services.mail.send();
  const sent = await room.archive();
  expect(sent.map(({ subject }) => subject).sort()).toEqual([
    'Change of Addendum on January 1, 2027',
    'Change of Privacy Policy on January 1, 2027',
    'Change of Subprocessors on January 1, 2027',
  ]);
  for (const { html } of sent) {
    expect(html).toContain('We answer within <del>30</del><ins>45</ins> days.');
    expect(html).toMatch(
      /<a href="http:\/\/localhost:4321\/\w+\/compare\/2026-04-23\/2026-12-01\/">See every change<\/a>/,
    );
    expect(html).not.toMatch(/updates\/|style=|>http|You get this mail/);
  }
  expect(await room.sentNotice(String(sent[0]?.id))).toEqual(sent[0]);
  expect(await room.sentNotice('1 or 1')).toBeNull();
});
