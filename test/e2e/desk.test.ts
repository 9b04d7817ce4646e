import { expect, type Page } from '@playwright/test';
import { day } from '../../server/clock.ts';
import { requestActs } from '../../server/desk/request-acts.ts';
import { codeAt, signUpConfirmed } from '../support/accounts.ts';
import { receive } from '../support/ada.ts';
import { submitted } from '../support/requests.ts';
import { asked, countingHand, type Desk, deskOf, test } from './support/desk.ts';
import { lookAt } from './support/look.ts';
import { linkIn, mailTo } from './support/mailbox.ts';

test.use({ javaScriptEnabled: false });

const ada = { name: 'Ada Lovelace', email: 'ada@example.com' };
const ana = { name: 'Ana Lima', address: 'ana@example.com' };
const bea = { name: 'Bea Ruiz', address: 'bea@example.com', role: 'approves' } as const;

/** By hand, of all that is not this site's own: what has been done there stands in a note only where it has to. */
async function recordAll(page: Page, hand: ReturnType<typeof countingHand>, result: string): Promise<void> {
  await hand.choose(page.getByLabel('What became of it?').last(), result);
  await hand.click(page.getByRole('button', { name: 'Record what is done' }));
}

async function expectClosed(page: Page, outcome: string): Promise<void> {
  await expect(page.getByText(`Closed: ${outcome}`)).toBeVisible();
}

test('five routine requests are answered from the list to the sent answer, in few clicks', async ({
  page,
  browser,
  desk,
}) => {
  await signUpConfirmed(desk.services, { email: 'eve@example.com', name: 'Eve Hill' });
  const ask = async (kind: string, about: Partial<Record<string, string>> = {}) => {
    const { reference } = await asked(desk, { kind: [kind], ...ada, ...about });
    return reference;
  };
  const copy = await ask('access');
  const wrong = await ask('rectification', { email: 'bob@example.com', name: 'Bob', details: 'I live in Street 2.' });
  const gone = await ask('erasure', { email: 'eve@example.com', name: 'Eve Hill' });
  const stop = await ask('objection', { email: 'cleo@example.com', name: 'Cleo', details: 'No profiling, please.' });
  const question = await ask('other', { email: 'dan@example.com', name: 'Dan', details: 'Who reads my messages?' });

  const one = await deskOf(browser, desk, ana);
  const other = await deskOf(browser, desk, bea);
  const counts: Record<string, { clicks: number; fields: number }> = {};
  const walk = async (name: string, steps: (hand: ReturnType<typeof countingHand>) => Promise<void>) => {
    const hand = countingHand();
    await one.goto('/desk/');
    await steps(hand);
    counts[name] = hand.count;
  };
  const open = (page: Page, hand: ReturnType<typeof countingHand>, reference: string) =>
    hand.click(page.getByRole('link', { name: reference, exact: true }));
  const send = async (page: Page, hand: ReturnType<typeof countingHand>) => {
    await hand.click(page.getByRole('button', { name: 'See what will be sent' }));
    await expect(page.getByRole('heading', { name: 'This goes out' })).toBeVisible();
    await hand.click(page.getByRole('button', { name: 'Send it' }));
  };

  await walk('a question', async (hand) => {
    await open(one, hand, question);
    await hand.click(one.getByRole('link', { name: 'Answer', exact: true }));
    await hand.type(one.getByLabel('Your words to the person'), 'Hello Dan,\n\nnobody does but you.');
    await send(one, hand);
    await expectClosed(one, 'done');
  });
  expect((await mailTo(desk, 'dan@example.com', /We closed/)).text).toContain('nobody does but you.');

  await walk('an objection', async (hand) => {
    await open(one, hand, stop);
    await hand.click(one.getByRole('link', { name: 'Answer', exact: true }));
    await send(one, hand);
    await expectClosed(one, 'done');
  });

  await walk('a correction', async (hand) => {
    await open(one, hand, wrong);
    await hand.click(one.getByRole('link', { name: 'What each system has to do' }));
    await hand.type(one.getByLabel('What is to be corrected, and into what?'), 'Street 1 into Street 2');
    await hand.click(one.getByRole('button', { name: 'Begin the correction' }));
    await recordAll(one, hand, 'done');
    await hand.click(one.getByRole('link', { name: 'Now answer the request' }));
    await hand.type(one.getByLabel('Your words to the person'), 'Hello Bob,\n\nit now says Street 2.');
    await send(one, hand);
    await expectClosed(one, 'done');
  });

  await walk('a deletion', async (hand) => {
    await open(one, hand, gone);
    await hand.click(one.getByRole('link', { name: 'What each system has to do' }));
    await hand.click(one.getByRole('button', { name: 'Begin the deletion' }));
    await recordAll(one, hand, 'told');
    await hand.click(one.getByRole('button', { name: 'Put the erasure forward' }));
    await expect(one.getByRole('button', { name: 'Erase on this site' })).toHaveCount(0);

    await other.goto('/desk/');
    await open(other, hand, gone);
    await expect(other.getByText('Erasure put forward by Ana Lima')).toBeVisible();
    await hand.click(other.getByRole('link', { name: 'What each system has to do' }).first());
    await hand.click(other.getByRole('button', { name: 'Erase on this site' }));
    await hand.click(other.getByRole('link', { name: 'Now answer the request' }));
    await hand.type(other.getByLabel('What was done'), 'The account, and what all others held of it.');
    await send(other, hand);
    await expectClosed(other, 'done');
  });
  await mailTo(desk, 'eve@example.com', /Your account is deleted/);

  await walk('a copy', async (hand) => {
    await open(one, hand, copy);
    await hand.click(one.getByRole('link', { name: 'Gather, look over and deliver the copy' }));
    await hand.click(one.getByRole('button', { name: 'Gather' }));
    await expect(one.getByText('Not yet answered: The web app')).toBeVisible();
    await hand.click(one.getByRole('link', { name: 'See to them' }).first());
    await recordAll(one, hand, 'nothing-held');
    await hand.click(one.getByRole('link', { name: 'Gather, look over and deliver the copy' }));
    await expect(one.getByRole('button', { name: 'Approve and deliver' })).toHaveCount(0);

    await other.goto('/desk/?show=second');
    await open(other, hand, copy);
    await expect(other.getByText('This waits for a second person, who approves: that can be you')).toBeVisible();
    await expect(other.getByText('Prepared by Ana Lima')).toBeVisible();
    await hand.click(other.getByRole('link', { name: 'Gather, look over and deliver the copy' }).first());
    await hand.click(other.getByRole('button', { name: 'Approve and deliver' }));
    await expectClosed(other, 'done');
  });
  expect(counts).toEqual({
    'a question': { clicks: 4, fields: 1 },
    'an objection': { clicks: 4, fields: 0 },
    'a correction': { clicks: 8, fields: 2 },
    'a deletion': { clicks: 12, fields: 1 },
    'a copy': { clicks: 10, fields: 0 },
  });

  await fetchAnswer(page, desk, copy);

  const file = page.url();
  await desk.services.requests.reopen(copy, { message: 'We look at it again.', actor: 'command' });
  await desk.pass(31 * day);
  await page.goto(file);
  await expect(page.getByRole('heading', { name: 'This answer is not here any more' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Mail me a new link' })).toHaveCount(0);
  await page.getByRole('link', { name: 'the page of your request' }).click();
  await expect(page.getByRole('heading', { name: `Request ${copy}` })).toBeVisible();
});

test('a letter of somebody without a mail address is answered by letter, by two of the staff', async ({
  browser,
  desk,
}) => {
  await signUpConfirmed(desk.services, { email: 'flora@example.com', name: 'Flora Tristan' });
  const one = await deskOf(browser, desk, ana);
  const other = await deskOf(browser, desk, bea);
  await one.goto('/desk/log/');
  await one.getByRole('radio', { name: 'Letter' }).check();
  await one.getByLabel('Day on which it came').fill(desk.services.clock.now().toISOString().slice(0, 10));
  await one.getByRole('checkbox', { name: 'A copy of my data' }).check();
  await one.getByLabel('Where they live').selectOption('FR');
  await one.getByLabel('Name', { exact: false }).first().fill('Flora Tristan');
  await one.getByLabel('In their words').fill('Send me my data to Rue du Bac 1, Paris.');
  await one.getByRole('button', { name: 'Enter it' }).click();
  const path = new URL(one.url()).pathname;
  const mails = (await desk.services.mail.list()).length;

  await one.getByText('More', { exact: true }).click();
  await one.getByRole('link', { name: 'Ask who it is' }).click();
  await one.getByRole('radio', { name: /^Two things/ }).check();
  await one.getByLabel('Your words to the person').fill('Tell us two things.');
  await one.getByRole('button', { name: 'See what will be sent' }).click();
  await one.getByRole('button', { name: 'Record it' }).click();
  await one.getByText('More', { exact: true }).click();
  await one.getByRole('link', { name: 'Record what was shown' }).click();
  await one.getByLabel('What was shown').fill('Two of two facts were right, by letter.');
  await one.getByRole('radio', { name: /^Enough/ }).check();
  await one.getByRole('button', { name: 'Record it' }).click();

  await one.getByRole('link', { name: 'Gather, look over and deliver the copy' }).click();
  await one.getByRole('button', { name: 'Gather' }).click();
  await expect(one.getByRole('alert')).toContainText('address');
  await one.getByLabel('Mail address of the person').fill('flora@example.com');
  await one.getByRole('button', { name: 'Gather' }).click();
  await expect(one.getByLabel('Mail address of the person')).toHaveValue('flora@example.com');
  await one.getByLabel('How do you know that it is theirs?').fill('Two of two facts were right.');
  await one.getByRole('button', { name: 'Gather' }).click();
  await one.getByRole('link', { name: 'See to them' }).first().click();
  await recordAll(one, countingHand(), 'nothing-held');

  await other.goto(`${path}package/`);
  await expect(other.getByText('Two of two facts were right.')).toBeVisible();
  await other.getByRole('button', { name: 'Approve and deliver' }).click();
  await other.goto(`${path}package/`);
  const [saved] = await Promise.all([
    other.waitForEvent('download'),
    other.getByRole('link', { name: /\.zip$/ }).click(),
  ]);
  expect(saved.suggestedFilename()).toMatch(/^WT-.*\.zip$/);
  await other.getByRole('link', { name: 'Then record when and how it was sent' }).click();
  await other.getByLabel('When was it sent?').fill(desk.services.clock.now().toISOString().slice(0, 10));
  await other.getByRole('button', { name: 'Record it' }).click();
  await expect(other.getByRole('alert')).toBeVisible();
  await other.getByLabel('How?').fill('By registered letter.');
  await other.getByRole('button', { name: 'Record it' }).click();
  await expect(other.getByText('By registered letter.')).toBeVisible();
  expect((await desk.services.mail.list()).length, 'nobody was written to by mail').toBe(mails);
});

/** The person opens the answer with a code that is mailed when they ask for it. */
async function fetchAnswer(page: Page, desk: Desk, reference: string): Promise<void> {
  await page.goto(
    linkIn(await mailTo(desk, ada.email, new RegExp(`closed .*${reference}`)), `/requests/${reference}/`),
  );
  await expect(page.getByText(/^[0-9a-f]{64}$/)).toHaveAttribute('translate', 'no');
  await page.getByRole('link', { name: new RegExp(`^${reference}.*\\.zip$`) }).click();
  await page.getByLabel('Code').fill('12345678');
  await page.getByRole('button', { name: 'Open the answer' }).click();
  await expect(page.getByRole('alert')).toContainText('Enter the code as in our newest mail');
  await page.getByRole('button', { name: 'Mail me a code' }).click();
  const code = /\b\d{4} ?\d{4}\b/.exec((await mailTo(desk, ada.email, /code/i)).text ?? '')?.[0] ?? '';
  await page.getByLabel('Code').fill(code);
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Open the answer' }).click(),
  ]);
  expect(saved.suggestedFilename()).toMatch(new RegExp(`^${reference}-.*\\.zip$`));
}

test('of two of the staff who act on one request nothing is lost, and the second sees what changed', async ({
  browser,
  desk,
}) => {
  const { reference } = await asked(desk, { kind: ['access', 'objection'], ...ada });
  const one = await deskOf(browser, desk, ana);
  const other = await deskOf(browser, desk, bea);
  await Promise.all([one, other].map((page) => page.goto('/desk/')));
  await one.getByRole('button', { name: `Take ${reference}` }).click();
  await expect(one.getByRole('row', { name: reference }).getByText('You', { exact: true })).toBeVisible();
  await other.getByRole('button', { name: `Take ${reference}` }).click();
  await expect(other.getByRole('alert')).toContainText('Somebody else took or handed over this request meanwhile');
  await expect(other.getByRole('row', { name: reference })).toContainText('Ana Lima');

  const act = (name: string) => `/desk/requests/${reference}/${name}/`;
  await one.goto(act('answer'));
  await one.getByRole('checkbox', { name: /copy/ }).uncheck();
  await one.getByLabel('Your words to the person').fill('We stopped it.');
  await one.getByRole('button', { name: 'See what will be sent' }).click();
  await expect(one.getByText('We stopped it.')).toBeVisible();

  await other.goto(act('reply'));
  await other.getByLabel('Your words to the person').fill('We are on it.');
  await other.getByRole('button', { name: 'See what will be sent' }).click();
  await other.getByRole('button', { name: 'Send it' }).click();
  await expect(other.getByText('We are on it.')).toBeVisible();

  await one.getByRole('button', { name: 'Send it' }).click();
  await expect(one).toHaveTitle(/^Error: /);
  await expect(one.getByRole('alert')).toContainText('Something changed meanwhile, so nothing was done');
  await expect(one.getByRole('note').filter({ hasText: 'What changed' })).toContainText('Bea Ruiz');
  await expect(one.getByRole('note').filter({ hasText: 'What changed' })).toContainText('We wrote');
  await expect(one.getByLabel('Your words to the person')).toHaveValue('We stopped it.');
  await expect(one.getByRole('checkbox', { name: /copy/ })).not.toBeChecked();
  await one.getByRole('button', { name: 'See what will be sent' }).click();
  await one.getByRole('button', { name: 'Send it' }).click();
  await expect(one.getByText('We are on it.')).toBeVisible();
  await expect(one.getByText('We stopped it.')).toBeVisible();
  await expect(one.getByText(/Closed: objection \(done\)/)).toBeVisible();

  await other.goto('/desk/acts/');
  const acts = other.getByRole('row', { name: reference });
  await expect(acts.filter({ hasText: 'Ana Lima' }).filter({ hasText: 'answered' })).toHaveCount(1);
  await expect(acts.filter({ hasText: 'Bea Ruiz' }).filter({ hasText: 'wrote' })).toHaveCount(1);
});

test('what waits for the person, takes longer, or is refused is shown as mail before it goes, and undone', async ({
  page,
  browser,
  desk,
}) => {
  const { reference, caseToken } = await asked(desk, { kind: ['access'], region: 'GB', ...ada });
  const one = await deskOf(browser, desk, ana);
  const path = `/desk/requests/${reference}/`;
  const more = async (name: string) => {
    await one.goto(path);
    await one.getByText('More', { exact: true }).click();
    await one.getByRole('link', { name, exact: true }).click();
  };
  const words = one.getByLabel('Your words to the person');
  const send = async () => {
    await one.getByRole('button', { name: 'See what will be sent' }).click();
    await expect(one.getByRole('definition').filter({ hasText: ada.email })).toBeVisible();
    await one.getByRole('button', { name: 'Send it' }).click();
    await expect(one).toHaveURL(new RegExp(`${path}\\?done=`));
  };

  await more('Pause');
  await expect(one.getByRole('radio', { name: 'What is meant' })).toBeChecked();
  await words.fill('Hello Ada,\n\nwhich year?');
  await one.getByRole('button', { name: 'See what will be sent' }).click();
  await expect(one.getByText('which year?')).toBeVisible();
  await expect(one.getByText('it waits; the page of your request shows the day')).toBeVisible();
  await one.getByRole('button', { name: 'Change it' }).click();
  await expect(words).toHaveValue('Hello Ada,\n\nwhich year?');
  await words.fill('Hello Ada,\n\nwhich years?');
  await send();
  await expect(one.getByText(/^Waits for the person since/)).toBeVisible();
  await one.goto('/desk/?show=waiting');
  await expect(one.getByRole('link', { name: reference, exact: true })).toBeVisible();

  await page.goto(`/requests/${reference}/${caseToken}/`);
  await expect(page.getByText('Yours: we asked you something on')).toBeVisible();
  await desk.pass(60_000);
  await page.getByLabel('Write to us about this request').fill('All of them.');
  await page.getByRole('button', { name: 'Send the message' }).click();
  await one.goto(path);
  await expect(one.getByText(/^Waits for the person since/)).toHaveCount(0);
  await expect(one.getByText(/The person wrote on .*, and nobody has answered yet/)).toBeVisible();
  await one.goto('/desk/?show=messages');
  await expect(one.getByRole('row', { name: reference })).toContainText('new message');

  await more('Extend');
  await words.fill('Hello Ada,\n\nthese are twenty years of messages.');
  await one.getByRole('button', { name: 'See what will be sent' }).click();
  await expect(one.getByRole('alert')).toContainText('Choose why more time is needed');
  await expect(words).toHaveValue('Hello Ada,\n\nthese are twenty years of messages.');
  await one.getByRole('radio', { name: 'It is complex' }).check();
  await send();
  await mailTo(desk, ada.email, /more time|longer|extend/i);
  await more('Take the extension back');
  await one.getByLabel('Why').fill('We are done sooner.');
  await send();
  await expect(one.getByText('Extension taken back')).toBeVisible();

  await one.goto(path);
  await one.getByRole('link', { name: 'Refuse', exact: true }).click();
  await one.getByRole('button', { name: 'See what will be sent' }).click();
  await expect(one.getByRole('alert').getByRole('link')).toHaveText([
    'Choose a ground',
    'Finish your words: something is still to be written where ____ stands, or after the colon at the end',
    'Say what it means for the person',
  ]);
  await one.getByRole('radio', { name: 'Manifestly unfounded or excessive' }).check();
  await words.fill('Hello Ada,\n\nyou have it already.');
  await one.getByLabel('What it means for the person').fill('Nothing changes.');
  await one.getByRole('button', { name: 'See what will be sent' }).click();
  await expect(one.getByText('ico.org.uk/make-a-complaint')).toBeVisible();
  await one.getByRole('button', { name: 'Send it' }).click();
  await expectClosed(one, 'refused');
  await page.goto(`/requests/${reference}/${caseToken}/`);
  await expect(page.getByRole('note').filter({ hasText: 'Refused' })).toHaveClass(/quiet/);
  await page.getByRole('link', { name: 'Appeal against our answer' }).click();
  await page.getByLabel('Why do you not agree?').fill('I have not.');
  await page.getByRole('button', { name: 'Send the appeal' }).click();
  await page.goto(`/requests/${reference}/${caseToken}/complain/`);
  await page.getByLabel('What is your complaint?').fill('You are rude.');
  await page.getByRole('button', { name: 'Send the complaint' }).click();
  await one.goto('/desk/?show=appeals');
  await expect(one.getByRole('rowheader')).toHaveCount(2);
  await expect(one.getByRole('cell', { name: 'appeal', exact: true })).toBeVisible();
  await one.getByRole('link', { name: /^WT-/ }).first().click();
  await expect(one.getByText(/I have not\.|You are rude\./)).toBeVisible();
  await expect(one.getByRole('link', { name: reference })).toBeVisible();

  await one.goto(path);
  await one.getByRole('link', { name: 'Open again' }).click();
  await words.fill('Hello Ada,\n\nwe were wrong.');
  await send();
  await expect(one.getByText('Opened again')).toBeVisible();
  await expect(one.getByRole('link', { name: 'Refuse', exact: true })).toBeVisible();
});

test('two requests of one address become one, a flood is set aside, and what was misheard is put right', async ({
  browser,
  desk,
}) => {
  const first = (await asked(desk, { kind: ['access'], ...ada })).reference;
  await desk.pass(60_000);
  const second = (await asked(desk, { kind: ['objection'], ...ada })).reference;
  const flood = await submitted(desk.services, { kind: ['access'], email: 'victim@example.com', name: 'Nobody' });
  const one = await deskOf(browser, desk, ana);
  await one.goto('/desk/');
  await one.getByRole('row', { name: second }).getByRole('link', { name: 'and 1 more of the same address' }).click();
  await expect(one.getByRole('rowheader')).toHaveCount(2);
  await one.getByRole('link', { name: second, exact: true }).click();
  await one.getByText('More', { exact: true }).click();
  await one.getByRole('link', { name: 'Merge' }).click();
  await expect(one.getByRole('radio', { name: first })).toBeChecked();
  await one.getByRole('button', { name: 'See what will be sent' }).click();
  await expect(one.getByText('so that you get one answer')).toBeVisible();
  await one.getByRole('button', { name: 'Send it' }).click();
  await expectClosed(one, 'answered in an earlier request');
  for (const act of ['merge', 'refuse']) {
    await one.goto(`/desk/requests/${second}/${act}/`);
    await expect(one).toHaveURL(`/desk/requests/${second}/`);
  }
  await one.getByRole('link', { name: first }).first().click();
  await expect(one.getByRole('term').filter({ hasText: 'Object to a use of my data' })).toBeVisible();

  await one.getByText('More', { exact: true }).click();
  await one.getByRole('link', { name: 'Correct', exact: true }).click();
  await expect(one.getByRole('radio', { name: 'They act for somebody else' })).toBeVisible();
  await one.getByLabel('Where they live').selectOption('US-CA');
  await one.getByRole('checkbox', { name: 'Delete my data' }).check();
  await one.getByRole('button', { name: 'Correct it' }).click();
  await expect(one.getByRole('term').filter({ hasText: 'Delete my data' })).toBeVisible();
  await expect(one.getByText('CCPA').first()).toBeVisible();
  await expect(one.getByText('Before: lives in: Germany')).toBeVisible();

  await one.goto('/desk/?show=unconfirmed');
  await one.getByRole('link', { name: flood, exact: true }).click();
  await one.getByText('More', { exact: true }).click();
  await one.getByRole('link', { name: 'Mark as abuse' }).click();
  await one.getByLabel('Why').fill('Hundreds of them.');
  await one.getByRole('button', { name: 'Mark as abuse' }).click();
  await expectClosed(one, 'nobody’s request');
  await one.goto('/desk/');
  await expect(one.getByRole('link', { name: flood, exact: true })).toHaveCount(0);

  await one.getByLabel('Reference or mail address').fill('VICTIM@example.com');
  await one.getByRole('button', { name: 'Search' }).click();
  await expect(one.getByRole('heading', { name: '1 request of this address' })).toBeVisible();
  await expect(one).toHaveURL(/\/desk\/search\/$/);
  await one.getByLabel('Reference or mail address').fill(second.replaceAll('-', ' ').toLowerCase());
  await one.getByRole('button', { name: 'Search' }).click();
  await expect(one.getByRole('heading', { name: second })).toBeVisible();
});

test('somebody is invited, signs in with password and code, is signed out when idle, and loses nothing typed', async ({
  page,
  browser,
  desk,
}) => {
  const { reference } = await asked(desk, { kind: ['other'], details: 'Who reads it?', ...ada });
  await desk.services.desk.addStaff({ name: 'Ana Lima', address: ana.address, role: 'answers' });
  await page.goto(linkIn(await mailTo(desk, ana.address, /invit/i), '/desk/invitation/'));
  await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible();
  const key = (await page.locator('p.key').innerText()).replaceAll(/\s/g, '');
  const code = () => codeAt(key, desk.services.clock.now());
  await page.getByLabel('New password').fill('too short');
  await page.getByLabel('Code', { exact: true }).fill(code());
  await page.getByRole('button', { name: 'Accept and sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('Choose a password of at least 15 characters');
  expect((await page.locator('p.key').innerText()).replaceAll(/\s/g, '')).toBe(key);
  const password = 'eleven otters in a teapot';
  await page.getByLabel('New password').fill(password);
  await page.getByLabel('Code', { exact: true }).fill(code());
  await page.getByRole('button', { name: 'Accept and sign in' }).click();
  const recovery = await page.getByRole('main').getByRole('listitem').first().innerText();
  await page.getByRole('link', { name: 'I have written them down' }).click();
  await expect(page.getByRole('heading', { name: '1 open request' })).toBeVisible();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'You are signed out' })).toBeVisible();

  const signIn = async (written: string) => {
    await page.getByLabel('Email address').fill(ana.address);
    await page.getByLabel('Password').fill(password);
    await page.getByLabel('Code', { exact: true }).fill(written);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };
  const path = `/desk/requests/${reference}/reply/`;
  await page.goto(path);
  await expect(page).toHaveURL(/\/desk\/sign-in\/\?next=/);
  // A code of the app is good once, and this one was.
  await signIn(code());
  await expect(page.getByRole('alert')).toContainText('A code works once');
  await signIn(recovery);
  await expect(page).toHaveURL(path);

  await page.getByLabel('Your words to the person').fill('Hello Ada,\n\nnobody.');
  await desk.pass(31 * 60_000);
  await page.getByRole('button', { name: 'See what will be sent' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in to the desk' })).toBeVisible();
  await signIn(code());
  await expect(page.getByLabel('Your words to the person')).toHaveValue('Hello Ada,\n\nnobody.');
  await page.getByRole('button', { name: 'See what will be sent' }).click();
  await page.getByRole('button', { name: 'Send it' }).click();
  await expect(page.getByText('nobody.')).toBeVisible();

  const reader = await deskOf(browser, desk, { name: 'Cal Ito', address: 'cal@example.com', role: 'reads' });
  await reader.goto('/desk/');
  await expect(reader.getByRole('button', { name: /^Take/ })).toHaveCount(0);
  await reader.getByRole('link', { name: reference, exact: true }).click();
  await expect(reader.getByText('Who reads it?')).toBeVisible();
  await expect(reader.getByRole('heading', { name: 'What you can do' })).toHaveCount(0);
  await expect(reader.getByRole('button')).toHaveText(['Sign out']);
  expect((await reader.goto(path))?.status()).toBe(404);
  expect((await reader.goto('/desk/acts/'))?.status()).toBe(404);
});

test('an agent shows a permission, which staff see, and the data of the person for whom they act is gathered', async ({
  page,
  browser,
  desk,
}) => {
  await signUpConfirmed(desk.services, { email: 'grace@example.com', name: 'Grace Hopper' });
  const { reference, caseToken } = await asked(desk, {
    ...{ kind: ['access'], relation: 'agent', behalf: 'Grace Hopper' },
    ...{ name: 'Abe Agent', email: 'abe@example.com' },
  });
  await page.goto(`/requests/${reference}/${caseToken}/`);
  await expect(page.getByText('Yours: we wait for the permission')).toBeVisible();
  await expect(page.getByText('or what shows that you act for them by law, as a parent or guardian')).toBeVisible();
  await page.getByLabel('Write to us about this request').fill('Signed by her.');
  await page
    .getByLabel('Files')
    .setInputFiles([{ name: 'signed.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n1 0 obj') }]);
  await page.getByLabel('This is the permission of the person for whom I act').check();
  await page.getByRole('button', { name: 'Send the message' }).click();
  await expect(page.getByText('Send us the permission')).toHaveCount(0);

  const one = await deskOf(browser, desk, ana);
  await one.goto(`/desk/requests/${reference}/`);
  await expect(one.getByText('Acts for')).toBeVisible();
  const [saved] = await Promise.all([
    one.waitForEvent('download'),
    one.getByRole('link', { name: 'signed.pdf' }).click(),
  ]);
  expect(saved.suggestedFilename()).toBe('signed.pdf');
  await one.getByRole('link', { name: 'Gather, look over and deliver the copy' }).click();
  await one.getByRole('button', { name: 'Gather' }).click();
  await expect(one.getByRole('alert')).toContainText('Nothing shows yet that the agent may ask');
  await one.getByRole('link', { name: 'Record the agent’s permission' }).click();
  await one.getByRole('radio', { name: /^A permission that the person signed/ }).check();
  await one.getByLabel('Mail address of the person').fill('grace@example.com');
  await one.getByLabel('What was shown').fill('Signed by her, names Abe Agent and a copy.');
  await one.getByRole('button', { name: 'Record it' }).click();
  await expect(one.getByRole('alert')).toContainText('Choose the file that shows it');
  await one.getByRole('radio', { name: /^signed\.pdf/ }).check();
  await one.getByRole('button', { name: 'Record it' }).click();
  await expect(one.getByText(/^Looked at what shows that the agent may ask/)).toContainText('signed.pdf: ');
  await expect(one.getByText('Nothing shows yet')).toHaveCount(0);
  await one.getByRole('link', { name: 'Gather, look over and deliver the copy' }).click();
  await one.getByLabel('Mail address of the person').fill('');
  await one.getByRole('button', { name: 'Gather' }).click();
  await expect(one.getByRole('alert')).toContainText('Enter the mail address of the person whose data it is');
  await one.getByLabel('Mail address of the person').fill('grace@example.com');
  await one.getByRole('button', { name: 'Gather' }).click();
  await expect(one.getByText('of grace@example.com')).toBeVisible();

  await one.getByText('Your account: 1', { exact: true }).click();
  await one.getByRole('link', { name: /^Withhold in all rows: Your account, Name/ }).click();
  await one.getByRole('button', { name: 'Withhold', exact: true }).click();
  await expect(one.getByRole('alert')).toContainText('Choose why it is withheld');
  await one.getByRole('radio', { name: /^Rights of others/ }).check();
  await one.getByRole('button', { name: 'Withhold', exact: true }).click();
  await expect(one.getByText('A column: Your account, Name (Rights of others')).toBeVisible();
  await one.getByText('Your account: 1', { exact: true }).click();
  await expect(one.getByRole('definition').filter({ hasText: '█████' })).toHaveCount(1);
  await one.getByRole('button', { name: /^Show it after all/ }).click();
  await expect(one.getByText('Nothing is withheld.')).toBeVisible();
});

test('what a system holds that cannot be asked is brought as a file and in words, and stands in the copy', async ({
  browser,
  desk,
}) => {
  const { reference } = await asked(desk, { kind: ['access'], ...ada });
  const one = await deskOf(browser, desk, ana);
  for (const page of [`requests/${reference}/deletion`, `hand-over/${reference}`, `requests/${reference}/package`]) {
    await one.setViewportSize({ width: 320, height: 800 });
    await one.goto(`/desk/${page}/`);
    const name = one.locator('h1').getByText(reference, { exact: true });
    expect(await name.evaluate((name) => [name.localName, name.getClientRects().length])).toEqual(['span', 1]);
  }
  await one.getByRole('button', { name: 'Gather' }).click();
  await one.getByRole('link', { name: 'See to them' }).first().click();
  await one.getByText('Add what a system holds, as files or in words').click();
  const bring = one.getByRole('button', { name: 'Add it to the copy' });
  await bring.click();
  await expect(one.getByRole('alert')).toContainText('Choose a file, or write what the system holds');
  await one
    .getByLabel('Files')
    .setInputFiles([{ name: 'app.txt', mimeType: 'text/plain', buffer: Buffer.from('Plan: gold.') }]);
  await one.getByLabel('In words').fill('She has had it since May.');
  await bring.click();
  await one.getByRole('link', { name: 'Gather, look over and deliver the copy' }).click();
  await one.getByRole('button', { name: 'Gather again' }).click();
  const [saved] = await Promise.all([
    one.waitForEvent('download'),
    one
      .getByRole('link', { name: /app-1-app\.txt$/ })
      .first()
      .click(),
  ]);
  expect(saved.suggestedFilename()).toBe('app-1-app.txt');
  await one.goto(`/desk/requests/${reference}/`);
  await expect(one.getByText('What a system holds was added to the copy')).toBeVisible();
});

test('a business to which a request was passed on sees what it needs, answers, and asks for help', async ({
  page,
  browser,
  desk,
}) => {
  const { reference, caseToken } = await asked(desk, {
    ...{ kind: ['access'], relation: 'end-customer', business: 'Bright Plumbing', ...ada },
  });
  const one = await deskOf(browser, desk, ana);
  await one.goto(`/desk/requests/${reference}/`);
  await one.getByRole('link', { name: 'Pass on to the business' }).click();
  await expect(one.getByLabel('The business that has the data')).toHaveValue('Bright Plumbing');
  await one.getByLabel('Address of its legal contact').fill('legal@bright.example');
  await one.getByRole('button', { name: 'See what will be sent' }).click();
  await expect(one.getByRole('definition').filter({ hasText: 'legal@bright.example' })).toBeVisible();
  await one.getByRole('button', { name: 'Send it' }).click();
  await expectClosed(one, 'passed on to the business');
  await page.goto(linkIn(await mailTo(desk, 'legal@bright.example', new RegExp(reference)), '/requests/business/'));
  await expect(page.getByText(ada.email)).toBeVisible();
  await expect(page.getByText('A copy of my data')).toBeVisible();
  await expect(page.getByText('Your answer is due by')).toBeVisible();
  await expect(page.getByText('What this site promises')).toHaveCount(0);
  await page.getByRole('button', { name: 'Keep it for the record' }).click();
  await expect(page.getByRole('alert')).toContainText('Write something first');
  await page.getByLabel('What did you answer?').fill('We sent her the copy.');
  await page.getByRole('button', { name: 'Keep it for the record' }).click();
  await expect(page.getByText('We sent her the copy.')).toBeVisible();
  await page.getByLabel('What do you need?').fill('All of her messages.');
  await page.getByRole('button', { name: 'Ask for help' }).click();
  await expect(page.getByText(/^You asked us for help on/)).toBeVisible();
  await mailTo(desk, 'privacy@whitrack.com', /help/i);
  await one.reload();
  await expect(one.getByText('All of her messages.')).toBeVisible();

  await page.goto(`/requests/${reference}/${caseToken}/`);
  await expect(page.getByText('This does not say whether we hold anything about you')).toBeVisible();
  expect((await page.goto(`/requests/business/${reference}/${'A'.repeat(43)}/`))?.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'This link does not work' })).toBeVisible();
});

test('a system is connected, told of what it has to do, and given a new secret, until its connection ends', async ({
  browser,
  desk,
}) => {
  const other = await deskOf(browser, desk, bea);
  await other.goto('/desk/systems/');
  const app = other.getByRole('region', { name: 'The web app' });
  await app.getByText('Connect', { exact: true }).first().click();
  await app.getByLabel('Address of its webhook').fill('http://app.example.com/hooks');
  await app.getByRole('checkbox', { name: 'Restrict' }).uncheck();
  await app.getByRole('button', { name: 'Connect' }).click();
  await expect(other.getByRole('alert')).toContainText('begins with https://');
  await expect(app.getByLabel('Address of its webhook')).toHaveValue('http://app.example.com/hooks');
  await expect(app.getByRole('checkbox', { name: 'Restrict' })).not.toBeChecked();
  await app.getByLabel('Address of its webhook').fill('https://app.example.invalid/hooks');
  await app.getByRole('button', { name: 'Connect' }).click();
  await expect(other.getByText(/^whsec_/)).toBeVisible();
  const first = await other.getByText(/^whsec_/).innerText();
  await expect(other.getByText('Key for the API')).toBeVisible();

  const { reference } = await asked(desk, { kind: ['rectification'], ...ada });
  await other.goto(`/desk/requests/${reference}/deletion/`);
  await other.getByLabel('What is to be corrected, and into what?').fill('1 into 2');
  await other.getByRole('button', { name: 'Begin the correction' }).click();
  await expect(other.getByText('The web app: About to be told.')).toBeVisible();
  await other.getByLabel('What became of it?').nth(1).selectOption('done');
  await other.getByRole('button', { name: 'Record what is done' }).click();
  await expect(other.getByRole('alert')).toContainText('whose system is connected and should have answered itself');
  await expect(other.getByLabel('What became of it?').nth(1)).toHaveValue('done');

  await other.goto('/desk/systems/');
  await app.getByRole('button', { name: 'New secret' }).click();
  await expect(other.getByText(/^whsec_/)).toBeVisible();
  await expect(other.getByText(first)).toHaveCount(0);
  await expect(app.getByText('Two secrets sign at the moment')).toBeVisible();
  await app.getByRole('button', { name: 'Take the former secret away' }).click();
  await expect(app.getByText('Two secrets sign at the moment')).toHaveCount(0);
  await app.getByText('End the connection').first().click();
  await app.getByRole('button', { name: 'End the connection' }).click();
  await expect(app.getByText(/^The connection ended on/)).toBeVisible();
});

test.describe('to those who use assistive technology, on a phone', () => {
  // axe is a script itself; the pages are the same without.
  test.use({ javaScriptEnabled: true });

  test('every page of the desk is open, valid, and no wider than the screen', async ({ browser, desk }) => {
    const long = {
      name: `${'Wolfeschlegelsteinhausenberger'.repeat(4)} the Younger`,
      email: `${'a'.repeat(60)}@example.com`,
    };
    const { reference, caseToken } = await asked(desk, {
      ...{ kind: ['access', 'rectification', 'erasure', 'objection'], region: 'unsaid', ...long },
      details: `https://example.com/${'x'.repeat(300)}`,
    });
    await receive(desk.services, long.email);
    const agent = await asked(desk, { relation: 'agent', behalf: long.name, kind: ['erasure'], ...ada });
    const page = await deskOf(browser, desk, { ...bea, javaScriptEnabled: true });
    await page.setViewportSize({ width: 360, height: 800 });
    const judge = lookAt(page, true);
    const look = async (name: string) => {
      await judge(name);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBeLessThanOrEqual(360);
    };
    const path = `/desk/requests/${reference}/`;
    const acts = Object.keys(requestActs).map((act) => `${path}${act}/`);
    const others = [
      ...['', '?law=EU-GDPR', 'log/', 'mail/', 'figures/', 'regimes/', 'systems/', 'acts/', 'sign-out/'],
      ...[
        'mail/received-mail-of-ada/',
        'notices/',
        'notices/objections/',
        'notices/person/',
        `hand-over/${reference}/`,
      ],
    ];
    for (const at of [
      ...[path, `${path}package/`, `${path}deletion/`, ...acts, ...others.map((other) => `/desk/${other}`)],
      ...[
        `/desk/same-address/${reference}/`,
        '/desk/?show=late',
        '/desk/?show=second',
        `/desk/requests/${agent.reference}/deletion/`,
      ],
      `/desk/invitation/${'A'.repeat(43)}/`,
    ]) {
      await page.goto(at);
      await look(at);
    }
    await page.goto(`${path}refuse/`);
    await page.getByRole('button', { name: 'See what will be sent' }).click();
    await look('an act with errors');
    await page.goto(`${path}reply/`);
    await page.getByRole('button', { name: 'See what will be sent' }).click();
    await look('a preview');
    await page.goto(`${path}package/`);
    await page.getByRole('button', { name: 'Gather' }).click();
    for (const details of await page.locator('summary').all()) await details.click();
    await look('a package');
    await page.goto(`${path}package/?part=row&table=requests&row=1`);
    await page.getByRole('button', { name: 'Withhold', exact: true }).click();
    await look('a package with errors');
    await page.goto(`${path}deletion/`);
    await page.getByRole('button', { name: 'Begin the deletion' }).click();
    await page.getByText('Add what a system holds').click();
    await look('a checklist');
    await page.getByRole('button', { name: 'Record what is done' }).last().click();
    await look('a checklist with errors');
    await page.goto('/desk/systems/');
    await page.getByText('Connect', { exact: true }).first().click();
    await page.getByRole('button', { name: 'Connect' }).first().click();
    await look('systems with errors');
    await page.goto('/desk/search/');
    await page.getByRole('button', { name: 'Search' }).click();
    await look('a search with errors');

    await desk.services.requests.route(agent.reference, {
      business: long.name,
      email: 'legal@bright.example',
      actor: 'command',
    });
    const link = linkIn(await mailTo(desk, 'legal@bright.example', new RegExp(agent.reference)), '/requests/business/');
    for (const at of [
      ...['', 'withdraw/', 'complain/'].map((act) => `/requests/${reference}/${caseToken}/${act}`),
      ...[link, '/requests/figures/', '/requests/find/'],
    ]) {
      await page.goto(at);
      await look(at);
    }
    await page.context().clearCookies();
    await page.goto('/desk/');
    await look('sign-in');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await look('sign-in with errors');
  });
});
