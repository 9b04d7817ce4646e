import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { addDays, showDay } from '../../src/library/model/days.ts';
import { publish } from '../../src/library/publishing/publish.ts';
import { stopClock } from '../support/services.ts';
import { ada, openAccount } from './support/account.ts';
import { openBuilt } from './support/built.ts';
import { keptData } from './support/kept-data.ts';
import { lookOnPhone } from './support/look.ts';
import { linkIn, type Mailbox, mailsIn, mailTo } from './support/mailbox.ts';
import { test } from './support/own-server.ts';
import { startServer } from './support/server.ts';
import { copySite } from './support/site.ts';
import { signInAtDesk } from './support/staff.ts';
import { subscribe } from './support/subscription.ts';

test.use({ javaScriptEnabled: false });

test('a subprocessor is proposed, told, held, worded, sent, objected to by link and by account, and starts on its day', async ({
  page,
  browser,
}) => {
  await using site = await copySite();
  await using data = await keptData();
  {
    await using server = await startServer(data.settings);
    await openAccount(page, server);
    await agreeFor(page, server.origin);
  }
  const today = new Date().toISOString().slice(0, 10);
  const startsOn = addDays(today, 30);
  const content = join(site.folder, 'content');
  const list = join(content, 'subprocessors', 'list.yaml');
  await test.step('a subprocessor that is proposed stands in no text yet', async () => {
    await appendFile(list, `\n${walnuts(startsOn, today)}`);
    const tooEarly = { document: 'subprocessors', summary: 'Walnuts.', class: 'notice', effectiveOn: null } as const;
    const approvedBy = { name: 'Grace Hopper', capacity: 'General Counsel' };
    const published = publish(content, { ...tooEarly, approvedBy }, today);
    expect(published).toMatchObject({ ok: false, problems: [expect.stringMatching(/nothing to publish/i)] });
  });
  await writeFile(list, (await readFile(list, 'utf8')).replace('status: proposed', 'status: active'));
  const version = await site.publish('subprocessors', 'Nothing else changes.', 'A new provider of walnuts.');
  const settings = { ...data.settings, NOTICE_WAIT_HOURS: '24' };
  await using server = await startServer(settings, site.folder);
  const staff = await browser.newContext({ javaScriptEnabled: false, baseURL: server.origin });
  const desk = await staff.newPage();
  const ana = await signInAtDesk(staff, server, { role: 'approves' });

  await test.step('the notice waits, and is looked at, worded and sent by staff', async () => {
    await expect
      .poll(async () => {
        await desk.goto('/desk/notices/');
        return await desk.getByRole('row').count();
      })
      .toBe(2);
    await expect(desk.getByRole('row').nth(1)).toContainText('1 business that agreed');
    await desk.getByRole('link', { name: 'Subprocessors', exact: true }).click();
    await desk.getByRole('button', { name: 'Hold' }).click();
    await expect(desk.getByText('Held: nothing of it is sent')).toBeVisible();
    await desk.getByLabel('What do you want to say above the summary?').fill('We wrote about this in spring.');
    await desk.getByRole('button', { name: 'Set the words' }).click();
    await desk.getByText('To businesses that agreed').click();
    await expect(desk.locator('details .mail').first()).toContainText('We wrote about this in spring.');
    const preview = desk.getByRole('link', { name: 'See it as a mail program shows it' }).first();
    const shown = await staff.newPage();
    await shown.goto((await preview.getAttribute('href')) ?? '');
    await expect(shown.getByText('We wrote about this in spring.')).toBeVisible();
    await expect(shown.getByRole('link', { name: 'See every change' })).toHaveCSS(
      'background-color',
      'rgb(10, 90, 72)',
    );
    await shown.close();
    await desk.getByRole('button', { name: 'Mail this preview to me' }).first().click();
    expect((await mailTo(server, ana.member.address, /^\[Preview\] Change of Subprocessors/)).html).toContain(
      'We wrote about this in spring.',
    );
    await desk.getByRole('button', { name: 'Release' }).click();
    expect((await mailsIn(server)).filter(({ subject }) => /^Change of/.test(subject ?? ''))).toEqual([]);
    await desk.getByRole('button', { name: 'Send now' }).click();
  });

  await test.step('the page of the list says so, and the account', async () => {
    for (const path of ['/subprocessors/', '/account/']) {
      await page.goto(server.origin + path);
      await expect(page.getByRole('note').filter({ hasText: 'A new provider of walnuts.' })).toBeVisible();
    }
  });

  const notice = await mailTo(server, ada.email, /^Change of Subprocessors on /);
  expect(notice.text).toContain('We wrote about this in spring.');
  expect(notice.text?.replaceAll(/\s+/g, ' ')).toContain(
    `Walnut starts on ${showDay(startsOn)} at the earliest. Legal name: Walnut Hosting Limited; purpose: Storage of walnuts; data: Names; place: Ireland; mechanism of a transfer: None needed.`,
  );
  const link = linkIn(notice, `/updates/objection/${version}/`);
  await test.step('looking at the link changes nothing, and by it a business objects without an account', async () => {
    const somebody = await browser.newPage({ javaScriptEnabled: false });
    for (let visit = 0; visit < 3; visit += 1) expect((await somebody.goto(link))?.status()).toBe(200);
    await desk.goto('/desk/');
    await expect(desk.getByRole('link', { name: /objection/ })).toHaveCount(0);
    await somebody.getByRole('button', { name: 'Object' }).click();
    await expect(somebody.getByRole('alert')).toContainText('Say what you have against it');
    await somebody.getByLabel('What do you have against it?').fill('They keep walnuts for too long.');
    await somebody.getByRole('button', { name: 'Object' }).click();
    await expect(somebody.getByText('They keep walnuts for too long.')).toBeVisible();
    await mailTo(server, ada.email, /^Your objection to the change of Subprocessors/);
    await somebody.close();
  });

  await test.step('with an open objection the check refuses', async () => {
    await expect(server.admin(['notices', 'check'])).rejects.toThrow('1 open objection');
  });

  await test.step('staff settle it with words, and the business reads them', async () => {
    await desk.goto('/desk/');
    await desk.getByRole('link', { name: /^1 objection to subprocessors/ }).click();
    await expect(desk.getByText(/has an open objection and is to take effect/)).toBeVisible();
    await desk.getByRole('row').nth(1).getByRole('link').click();
    await expect(desk.getByText('They keep walnuts for too long.')).toBeVisible();
    await desk.getByLabel('Settled: a way was found').check();
    await desk.getByLabel('What do we answer?').fill('They keep them for a day.');
    await desk.getByRole('button', { name: 'Settle and answer' }).click();
    await expect(desk.getByText(/^Settled on /)).toBeVisible();
    const answer = await mailTo(server, ada.email, /^About your objection/);
    expect(answer.text).toContain('They keep them for a day.');
    expect(await server.admin(['notices', 'check'])).toContain('Nothing stands against');
  });

  await test.step('the account shows it, objects once more, and takes it back', async () => {
    await page.goto(`${server.origin}/account/objections/`);
    await expect(page.getByText('They keep them for a day.')).toBeVisible();
    await page.getByLabel('What do you have against it?').fill('A day is too long.');
    await page.getByRole('button', { name: 'Object' }).click();
    await page.getByRole('button', { name: 'Take the objection back' }).click();
    await expect(page.getByText(/was taken back/)).toBeVisible();
    await desk.goto('/desk/notices/objections/');
    await expect(desk.getByText('None is open.')).toBeVisible();
  });

  await test.step('it starts on the day after the window, and not before', async () => {
    const listed = async (at: string) => {
      await using then = await openBuilt(join(site.folder, 'dist'), stopClock(at));
      await desk.goto(`${then.origin}/subprocessors/`);
      return await desk.getByRole('row', { name: 'Walnut Storage of walnuts' }).count();
    };
    expect(await listed(`${addDays(startsOn, -1)}T23:59:59Z`)).toBe(0);
    expect(await listed(`${startsOn}T00:00:00Z`)).toBe(1);
  });

  await test.step('what became of it is proved for the notice and for the person', async () => {
    await desk.goto('/desk/notices/');
    await desk.getByRole('link', { name: 'Subprocessors', exact: true }).click();
    await desk.getByRole('link', { name: 'Proof, recipient by recipient' }).click();
    await expect(desk.getByRole('row').nth(1)).toContainText(ada.email);
    const file = await staff.request.get(
      (await desk.getByRole('link', { name: 'As a CSV file' }).getAttribute('href')) ?? '',
    );
    expect(await file.text()).toMatch(/^"Notice","Address today".*\r\n"subprocessors .*","ada@example\.com",/);
    await desk.goto('/desk/notices/person/');
    await desk.getByLabel('Mail address').fill(ada.email);
    await desk.getByRole('button', { name: 'Search' }).click();
    await expect(desk.getByRole('heading', { name: /^1 notice to this address/ })).toBeVisible();
    await desk.goto('/updates/archive/');
    await desk.getByRole('link', { name: /^Change of Subprocessors/ }).click();
    await expect(desk.getByText('Told: fewer than ten businesses that agreed.')).toBeVisible();
  });

  await test.step('its pages are open to everybody, also on a phone', async () => {
    const told = desk.url();
    await desk.goto('/desk/notices/objections/');
    const objection = await desk.getByRole('row').nth(1).getByRole('link').getAttribute('href');
    await desk.goto('/desk/notices/');
    await desk.getByRole('link', { name: 'Subprocessors', exact: true }).click();
    const campaign = desk.url();
    const addresses = ['/desk/notices/', campaign, `${campaign}proof/`, '/desk/notices/objections/', `${objection}`];
    await lookOnPhone(browser, staff, [
      ...addresses.map((address) => new URL(address, server.origin).href),
      ...['/updates/', '/updates/archive/'].map((path) => server.origin + path),
      ...[told, link],
    ]);
    await lookOnPhone(browser, page.context(), [`${server.origin}/account/objections/`]);
  });

  await test.step('of the proof, each day stands on one line', async () => {
    await desk.setViewportSize({ width: 1200, height: 800 });
    await desk.goto('/desk/notices/');
    await desk.getByRole('link', { name: 'Subprocessors', exact: true }).click();
    await desk.goto(`${desk.url()}proof/`);
    const lines = await desk
      .locator('td span')
      .evaluateAll((dates) => dates.map((date) => date.getClientRects().length));
    expect(new Set(lines)).toEqual(new Set([1]));
  });
  await staff.close();
});

test('a version is told to its four audiences, held, postponed, and told again', async ({ page, browser }) => {
  await using site = await copySite();
  await using data = await keptData();
  const [bob, dora] = ['bob', 'dora'].map((name) => ({ ...ada, name, email: `${name}@example.com` }));
  const [legal, cleo] = ['legal@example.com', 'cleo@example.com'];
  {
    await using server = await startServer(data.settings);
    for (const person of [ada, bob, dora]) {
      if (!person) continue;
      const theirs = await browser.newPage({ javaScriptEnabled: false });
      await openAccount(theirs, server, person);
      if (person !== dora) await agreeFor(theirs, server.origin);
      if (person === bob) await nameLegalContact(theirs, server.origin, legal);
      await theirs.context().close();
    }
    await subscribe(page, server, cleo, ['Privacy Policy', 'Data Processing Addendum']);
    // Who is told as an account holder is not told once more as a subscriber.
    await subscribe(page, server, dora?.email ?? '', ['Privacy Policy']);
  }
  const today = new Date().toISOString().slice(0, 10);
  const [first, later] = [addDays(today, 40), addDays(today, 60)];
  for (const document of ['privacy', 'dpa'])
    await site.publishOn(today, document, 'We keep walnuts in a dry place.', first);
  await site.build();
  const settings = { ...data.settings, NOTICE_WAIT_HOURS: '24' };

  const staff = await browser.newContext({ javaScriptEnabled: false, baseURL: data.settings['ORIGIN'] });
  const desk = await staff.newPage();
  {
    await using server = await startServer(settings, site.folder);
    await signInAtDesk(staff, server, { role: 'approves' });
    await test.step('staff see whom it is for, by reason', async () => {
      await expect.poll(() => noticeRows(desk)).toHaveLength(2);
      const rows = (await noticeRows(desk)).join('\n');
      expect(rows).toMatch(/Privacy Policy.*3 accounts, 1 subscriber/);
      expect(rows).toMatch(/Data Processing Addendum.*2 businesses that agreed, 1 legal contact, 1 subscriber/);
    });
    await test.step('the one is held, and the other sent: to each once, at the address for it', async () => {
      await openNotice(desk, 'Privacy Policy');
      await desk.getByRole('button', { name: 'Hold' }).click();
      await openNotice(desk, 'Data Processing Addendum');
      await desk.getByRole('button', { name: 'Send now' }).click();
      await expect
        .poll(() => told(server))
        .toEqual([
          'ada@example.com: Change of Data Processing Addendum',
          'bob@example.com: Change of Data Processing Addendum',
          'cleo@example.com: New version of Data Processing Addendum',
          'legal@example.com: Change of Data Processing Addendum',
        ]);
    });
  }

  for (const document of ['privacy', 'dpa']) site.postpone(document, today, later);
  await site.build();
  await using server = await startServer(settings, site.folder);
  const tellings = async (kind: string) => (await noticeRows(desk)).filter((row) => row.includes(kind));
  await test.step('of the other day is told whoever was told of the version; what was held stays held', async () => {
    await expect.poll(() => tellings('another day')).toHaveLength(1);
    await expect
      .poll(async () => (await tellings('another day'))[0])
      .toMatch(/2 businesses that agreed, 1 legal contact, 1 subscriber/);
    await desk
      .getByRole('row', { name: /another day/ })
      .getByRole('link')
      .click();
    await desk.getByRole('button', { name: 'Send now' }).click();
    const moved = [
      'ada@example.com: New date for the change of Data Processing Addendum',
      'bob@example.com: New date for the change of Data Processing Addendum',
      'cleo@example.com: New date for the change of Data Processing Addendum',
      'legal@example.com: New date for the change of Data Processing Addendum',
    ];
    await expect.poll(async () => (await told(server)).filter((line) => line.includes('New date'))).toEqual(moved);
    expect((await told(server)).filter((line) => line.includes('Privacy'))).toEqual([]);
  });

  await test.step('what was held is released, and told once, with the day that stands', async () => {
    await desk.goto('/desk/notices/');
    await desk
      .getByRole('row', { name: /Privacy Policy.*held/ })
      .getByRole('link')
      .click();
    await desk.getByRole('button', { name: 'Send now' }).click();
    const privacy = [
      'ada@example.com: Change of Privacy Policy',
      'bob@example.com: Change of Privacy Policy',
      'cleo@example.com: New version of Privacy Policy',
      'dora@example.com: Change of Privacy Policy',
    ];
    await expect.poll(async () => (await told(server)).filter((line) => line.includes('Privacy'))).toEqual(privacy);
    const notice = await mailTo(server, dora?.email ?? '', /^Change of Privacy Policy on /);
    expect(notice.subject).toContain(showDay(later));
    expect(notice.text).not.toContain(showDay(first));
    await page.goto(linkIn(notice, '/privacy/compare/'));
    await expect(page.locator('ins').filter({ hasText: 'We keep walnuts in a dry place.' }).first()).toBeVisible();
    await page.goto(`${server.origin}/updates/archive/`);
    await expect(page.getByRole('link', { name: new RegExp(`New date .*${showDay(later)}`) })).toBeVisible();
  });
  await staff.close();
});

/** Somebody who is to become a subprocessor. */
function walnuts(since: string, confirmedOn: string): string {
  const fact = (value: string) => `{ value: ${value}, confirmed: { by: Grace Hopper, on: '${confirmedOn}' } }`;
  return `- id: walnut
  name: Walnut
  purpose: Storage of walnuts
  dataCategories: [Names]
  status: proposed
  since: '${since}'
  legalName: ${fact('Walnut Hosting Limited')}
  location: ${fact('Ireland')}
  transferMechanism: ${fact('None needed')}
  vetted: ${fact('Contract and security documents')}
`;
}

async function agreeFor(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/account/agreements/dpa/`);
  await page.getByLabel('Business for which you agree').fill('Analytical Works');
  await page.getByLabel('Its address').fill('London');
  await page.getByLabel('Your role in the business').fill('Director');
  await page.getByLabel('I represent the business by law').check();
  await page.getByRole('button', { name: 'Agree for the business' }).click();
  await expect(page.getByRole('heading', { name: /your copy$/ })).toBeVisible();
}

async function nameLegalContact(page: Page, origin: string, address: string): Promise<void> {
  await page.goto(`${origin}/account/business/`);
  await page.getByLabel('Name of the business').fill('Walnut Works');
  await page.getByLabel('Contact for legal notices').fill(address);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page).toHaveURL(/\/account\/settings\//);
}

async function noticeRows(desk: Page): Promise<string[]> {
  await desk.goto('/desk/notices/');
  const rows = await desk.getByRole('row').allInnerTexts();
  return rows.slice(1).map((row) => row.replaceAll(/\s+/g, ' '));
}

async function openNotice(desk: Page, title: string): Promise<void> {
  await desk.goto('/desk/notices/');
  await desk.getByRole('link', { name: title, exact: true }).first().click();
}

/** To whom which notice went, without its day. */
async function told(server: Mailbox): Promise<string[]> {
  const mails = (await mailsIn(server)).filter(({ subject }) =>
    /^(Change of|New version of|New date)/.test(subject ?? ''),
  );
  return mails.map(({ to, subject }) => `${to?.[0]?.address}: ${subject?.replace(/( on|:| from) .*/, '')}`).sort();
}
