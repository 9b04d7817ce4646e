import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import type { Email } from 'postal-mime';
import { after, startOf } from '../../server/clock.ts';
import { readContent } from '../../server/content.ts';
import { sha256 } from '../../src/library/model/digest.ts';
import { fixtureLibrary } from '../support/library.ts';
import { type StoppedClock, stopClock } from '../support/services.ts';
import { openBuilt } from './support/built.ts';
import { cloneOf } from './support/clone.ts';
import { keptData } from './support/kept-data.ts';
import { linkIn, mailsIn } from './support/mailbox.ts';
import { copySite } from './support/site.ts';
import { subscribe } from './support/subscription.ts';
import { testSite } from './support/test-site.ts';

// The amendment is a real one, as the legal team had it in November 2026.
test.use({ javaScriptEnabled: false });
const first = '2026-04-23';
const { timeZone } = readContent(fixtureLibrary).company;
const ada = 'ada@example.com';

const approval = ['--approved-by', 'Grace Hopper', '--capacity', 'General Counsel'];
const summary = 'Says who we are, what the forms collect, and what stays after a deletion.';
const publication = ['publish', '--document', 'privacy', '--class', 'notice', '--summary', summary];

test('a real amendment goes from the draft, past everyone who must see it, to its effect at midnight', async ({
  page,
}) => {
  await using loop = await begin('2026-12-01');
  const { legal, clock } = loop;
  {
    await using server = await loop.deploy();
    await server.work();
    await subscribe(page, server, ada, ['Privacy Policy']);
  }

  await legal.git('switch', '-qc', 'amendment');
  await test.step('an edit that alters what tests prove is told, with the promise and what to do', async () => {
    await legal.edit('privacy/draft.mdx', "We'll respond within 30 days", "We'll respond within 40 days");

    const { code, text } = await legal.policy('check');

    expect(code).toBe(1);
    expect(text).toMatch(
      /content\/privacy\/draft\.mdx \(#your-rights\): The draft drops or alters a promise that tests/,
    );
    expect(text).toContain('"answer-within-30-days"');
    await legal.edit('privacy/draft.mdx', "We'll respond within 40 days", "We'll respond within 30 days");
  });

  await test.step('the edit put right, the check finds nothing wrong', async () => {
    await legal.edit('privacy/draft.mdx', /Last updated: .*/, 'Last updated: December 1, 2026');

    expect(await legal.policy('check', '--main', 'main')).toMatchObject({ code: 0 });
    await legal.commit('Amend the privacy policy');
  });

  await test.step('the review shows the redline, the promises, the audience and the earliest day of effect', async () => {
    const { text } = await legal.policy('review', '--main', 'main');

    expect(text).toContain('Last updated: [-April 23, 2026-]{+December 1, 2026+}');
    expect(text).toMatch(/\{\+[^+]*respond within 30 days, or sooner where the law requires/);
    expect(text).toMatch(/Promises touched:\n(- .*\n)*- answer-within-30-days: /);
    expect(text).toContain('everyone who subscribed to "privacy"');
    expect(text).toContain('notice 2026-12-31 (December 31, 2026)');
    expect(text).not.toContain('Data Processing Addendum (content/dpa)');
  });

  await test.step('nothing is published without an approval, or before its notice has run', async () => {
    const unapproved = await legal.policy(...publication);
    const early = await legal.policy(...publication, ...approval, '--effective-on', '2026-12-30');

    expect(unapproved).toMatchObject({ code: 1, text: expect.stringContaining('who approved the text') });
    expect(early).toMatchObject({ code: 1, text: expect.stringContaining('on 2026-12-31 (December 31, 2026)') });
    expect(await legal.git('status', '--porcelain', 'content')).toBe('');
  });

  await loop.publish('2027-01-04');
  await test.step('the main branch takes it as long as the notice still fits, and proves the chain', async () => {
    expect(await legal.policy('check', '--main', 'main')).toMatchObject({ code: 0 });
    legal.turnTo('2026-12-06');
    expect(await legal.policy('check', '--main', 'main')).toMatchObject({
      code: 1,
      text: expect.stringContaining('it can take effect on 2027-01-05 at the earliest'),
    });
    legal.turnTo('2026-12-01');
    await loop.merge('amendment');
    expect(await legal.policy('verify')).toMatchObject({ code: 0, text: expect.stringContaining('privacy: whole') });
  });

  await loop.build();
  {
    await using server = await loop.deploy();
    await test.step('each subscriber gets one notice, which leads to the version to come', async () => {
      await server.work();
      await server.work();

      const [notice, ...more] = await noticesTo(server);
      expect(more).toEqual([]);
      expect(notice?.text?.replaceAll(/\s+/g, ' ')).toContain(summary);
      expect(notice?.text).toContain('January 4, 2027');
      await page.goto(linkIn(notice as Email, '/privacy/2026-12-01/'));
      await expect(
        page.getByText('This version is not yet in effect. It takes effect on January 4, 2027.'),
      ).toBeVisible();
    });

    await test.step('until then the policy announces it, and shows what changes', async () => {
      clock.set(after(startOf(timeZone, '2027-01-04'), -1).toISOString());
      await expectAnnounced(page, server.origin, 'January 4, 2027');
      await page.getByRole('link', { name: 'See what changes' }).click();
      await expect(page.locator('ins').filter({ hasText: 'or sooner where the law requires' })).toBeVisible();
      await expect(page.locator('del').filter({ hasText: 'session' }).first()).toBeVisible();
    });

    await test.step('at midnight it is the policy, and the version before says that it is old', async () => {
      clock.set(startOf(timeZone, '2027-01-04').toISOString());
      await expectInEffect(page, server.origin, 'January 4, 2027');
    });

    await test.step('what is public suffices to verify the chain, and nobody is told twice', async () => {
      await expectChained(server.origin, ['published', 'published']);
      await expectNoSecondNotice(server);
    });
  }
  legal.turnTo('2027-01-04');
  expect(await legal.policy('check')).toMatchObject({ code: 0 });
});

test('postponed, it takes effect on the later day, and the page, the history and the chain say why', async ({
  page,
}) => {
  await using loop = await begin('2026-12-01');
  const { legal, clock } = loop;
  await legal.git('switch', '-qc', 'amendment');
  await legal.edit('privacy/draft.mdx', /Last updated: .*/, 'Last updated: December 1, 2026');
  await legal.commit('Amend the privacy policy');
  {
    await using server = await loop.deploy();
    await server.work();
    await subscribe(page, server, ada, ['Privacy Policy']);
  }
  await loop.publish('2027-01-04');
  await loop.merge('amendment');
  await loop.build();
  {
    await using server = await loop.deploy();
    await server.work();
    expect(await noticesTo(server)).toHaveLength(1);
    await expectAnnounced(page, server.origin, 'January 4, 2027');
  }

  loop.turnTo('2026-12-20');
  await legal.git('switch', '-qc', 'postponement');
  await test.step('a later day is decided by name, with a reason', async () => {
    const postponement = ['postpone', '--document', 'privacy', '--effective-on', '2027-02-01'];
    const decision = ['--reason', 'The form is not ready.', '--by', 'Grace Hopper', '--capacity', 'General Counsel'];

    expect(await legal.policy(...postponement)).toMatchObject({ code: 64, text: expect.stringContaining('--reason') });
    expect(await legal.policy(...postponement, ...decision)).toMatchObject({ code: 0 });

    expect(await legal.git('status', '--porcelain', 'content')).toBe(' M content/privacy/chain.jsonl\n');
    await legal.commit('Postpone privacy');
    expect(await legal.policy('check', '--main', 'main')).toMatchObject({ code: 0 });
    await loop.merge('postponement');
  });

  await loop.build();
  await using server = await loop.deploy();
  await server.work();
  expect(await noticesTo(server)).toHaveLength(1);
  await test.step('the day that was announced first changes nothing', async () => {
    clock.set(startOf(timeZone, '2027-01-04').toISOString());
    await expectAnnounced(page, server.origin, 'February 1, 2027');
    for (const path of ['/privacy/', '/privacy/2026-12-01/']) {
      await page.goto(`${server.origin}${path}`);
      const reason = 'Its day of effect was moved on December 20, 2026: The form is not ready.';
      await expect(page.getByText(reason)).toBeVisible();
    }
  });

  await test.step('at midnight of the later day it is the policy', async () => {
    clock.set(after(startOf(timeZone, '2027-02-01'), -1).toISOString());
    await expectAnnounced(page, server.origin, 'February 1, 2027');
    clock.set(startOf(timeZone, '2027-02-01').toISOString());
    await expectInEffect(page, server.origin, 'February 1, 2027');
    await page.goto(`${server.origin}/privacy/history/`);
    await expect(
      page.getByText('Moved on December 20, 2026 to February 1, 2027: The form is not ready.'),
    ).toBeVisible();
  });

  await test.step('the chain has the postponement, and nobody was told twice of the version', async () => {
    await expectChained(server.origin, ['published', 'published', 'postponed']);
    await expectNoSecondNotice(server);
  });
});

test('cancelled and published anew, each person hears only what they do not know', async ({ page }) => {
  await using loop = await begin('2026-12-01');
  const { legal } = loop;
  const bob = 'bob@example.com';
  const cancellation = ['cancel', '--document', 'privacy', '--reason', 'A sentence was wrong.', '--by', 'Grace Hopper'];
  const amend = async (branch: string, today: string, acts: () => Promise<void>) => {
    loop.turnTo(today);
    await legal.git('switch', '-qc', branch);
    await acts();
    await loop.merge(branch);
    await loop.build();
  };
  const replacement = /takes the place of the version of December 1, 2026/;
  const heard = async (server: { dataDir: string }, address: string) =>
    (await mailsIn(server)).filter(({ to }) => to?.[0]?.address === address).map(({ subject }) => subject);
  {
    await using server = await loop.deploy();
    await server.work();
    await subscribe(page, server, ada, ['Privacy Policy']);
  }
  await amend('amendment', '2026-12-01', async () => {
    await legal.edit('privacy/draft.mdx', /Last updated: .*/, 'Last updated: December 1, 2026');
    await legal.commit('Amend the privacy policy');
    await loop.publish('2027-01-04');
  });
  {
    await using server = await loop.deploy();
    await server.work();
    expect(await noticesTo(server)).toHaveLength(1);
    await subscribe(page, server, bob, ['Privacy Policy']);
  }

  await amend('replacement', '2026-12-10', async () => {
    expect(await legal.policy(...cancellation, '--capacity', 'General Counsel')).toMatchObject({ code: 0 });
    await legal.commit('Cancel privacy');
    await legal.edit('privacy/draft.mdx', /Last updated: .*/, 'Last updated: December 10, 2026');
    const again = await legal.policy(...publication, ...approval, '--effective-on', '2027-01-15');
    expect(again).toMatchObject({ code: 0 });
    await legal.commit('Publish privacy');
    expect(await legal.policy('check', '--main', 'main')).toMatchObject({ code: 0 });
  });
  await test.step('who was told hears what takes its place, and nothing else; who was not, of the version', async () => {
    await using server = await loop.deploy();
    await server.work();
    await server.work();
    const mails = (await mailsIn(server)).filter(({ subject }) => subject?.includes('January 15, 2027'));
    expect(mails.map(({ to }) => to?.[0]?.address).sort()).toEqual([ada, bob]);
    for (const { to, text } of mails)
      expect(replacement.test(text?.replaceAll(/\s+/g, ' ') ?? '')).toBe(to?.[0]?.address === ada);
    expect((await heard(server, ada)).filter((subject) => subject?.includes('December 1'))).toEqual([]);
    expect(await heard(server, ada)).toHaveLength(3);
    expect(await heard(server, bob)).toHaveLength(2);
  });

  await amend('off', '2026-12-20', async () => {
    expect(await legal.policy(...cancellation, '--capacity', 'General Counsel')).toMatchObject({ code: 0 });
    await legal.commit('Cancel privacy');
  });
  await test.step('that this one is off both hear, once', async () => {
    await using server = await loop.deploy();
    await server.work();
    await server.work();
    expect(await heard(server, ada)).toHaveLength(4);
    expect(await heard(server, bob)).toHaveLength(3);
    expect((await heard(server, bob)).filter((subject) => /will not change|cancel/i.test(subject ?? ''))).toHaveLength(
      1,
    );
  });
});

/** A scratch copy that is a clone, ready to be built and served, with a clock of its own. */
async function begin(day: string) {
  const site = await copySite();
  const data = await keptData();
  const legal = await cloneOf(site.folder, day);
  const clock: StoppedClock = stopClock(`${day}T09:00:00Z`);
  let today = day;
  // Until something is published, it is the site that all share.
  let served = join(testSite(), 'dist');
  return {
    legal,
    clock,
    build,
    turnTo,
    /** The built site on the data that the one before left. */
    deploy: () => openBuilt(served, clock, data),
    async publish(effectiveOn: string): Promise<void> {
      expect(await legal.policy(...publication, ...approval, '--effective-on', effectiveOn)).toMatchObject({ code: 0 });
      const files = ['?? content/privacy/2026-12-01.mdx', ' M content/privacy/chain.jsonl'].sort();
      expect((await legal.git('status', '--porcelain', 'content')).trimEnd().split('\n').sort()).toEqual(files);
      await legal.commit('Publish privacy');
    },
    async merge(branch: string): Promise<void> {
      await legal.git('switch', '-q', 'main');
      await legal.git('merge', '-q', '--no-ff', '-m', `Merge ${branch}`, branch);
    },
    async [Symbol.asyncDispose]() {
      await data[Symbol.asyncDispose]();
      await site[Symbol.asyncDispose]();
    },
  };

  // Another folder each time: a program that was loaded once is not loaded anew.
  async function build(): Promise<void> {
    await site.build({ TODAY: today }, today);
    served = join(site.folder, `dist-${today}`);
  }

  function turnTo(to: string): void {
    today = to;
    legal.turnTo(to);
    clock.set(`${to}T09:00:00Z`);
  }
}

async function expectAnnounced(page: Page, origin: string, day: string): Promise<void> {
  await page.goto(`${origin}/privacy/`);
  await expect(page.getByText(`A new version takes effect on ${day}.`)).toBeVisible();
  await expect(page.getByText('Last updated: April 23, 2026')).toBeVisible();
}

async function expectInEffect(page: Page, origin: string, day: string): Promise<void> {
  await page.goto(`${origin}/privacy/`);
  await expect(page.getByText('Last updated: December 1, 2026')).toBeVisible();
  await expect(page.getByText('A new version takes effect')).toHaveCount(0);
  await expect(page.locator('.facts')).toContainText(`In effect since ${day}`);
  expect(await (await fetch(`${origin}/privacy.md`)).text()).toContain('Last updated: December 1, 2026');

  await page.goto(`${origin}/privacy/${first}/`);
  await expect(page.getByText('This is an old version.')).toBeVisible();
  await page.getByRole('link', { name: 'see what has changed since' }).click();
  await expect(page.locator('ins').first()).toBeVisible();
}

/** By the public files alone, as anybody can. */
async function expectChained(origin: string, events: readonly string[]): Promise<void> {
  const text = async (path: string) => (await fetch(`${origin}${path}`)).text();
  const lines = (await text('/privacy/chain.jsonl')).trimEnd().split('\n');
  const read = lines.map((line) => JSON.parse(line) as Record<string, string>);

  expect(read.map(({ event }) => event)).toEqual(events);
  expect(read.map(({ previous }) => previous)).toEqual([null, ...lines.slice(0, -1).map(sha256)]);
  for (const { event, version, sourceSha256 } of read) {
    if (event === 'published') expect(sha256(await text(`/privacy/${version}.md`)), version).toBe(sourceSha256);
  }
}

/** The first may be kept still: of the days on which no server ran, nobody saw that they passed. */
async function expectNoSecondNotice(server: { dataDir: string; work(): Promise<void> }): Promise<void> {
  await server.work();
  const days = (await noticesTo(server)).map(({ date }) => date?.slice(0, 10));
  expect(days.filter((day) => day !== '2026-12-01')).toEqual([]);
}

async function noticesTo(server: { dataDir: string }) {
  const mails = await mailsIn(server);
  return mails.filter(({ subject, to }) => subject?.startsWith('New version') && to?.[0]?.address === ada);
}
