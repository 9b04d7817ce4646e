import { expect } from '@playwright/test';
import { ada, openAccount, setUpSecondFactor } from './support/account.ts';
import { linkIn, mailTo } from './support/mailbox.ts';
import { test } from './support/own-server.ts';
import { referenceOf } from './support/request-form.ts';

test.use({ javaScriptEnabled: false });
test('whoever is signed in finds the forms filled in, and in the account what came of them', async ({
  page,
  server,
}) => {
  await openAccount(page, server);
  await page.goto('/account/requests/');
  await expect(page.getByText('There is none under your address.')).toBeVisible();

  await page.getByRole('link', { name: 'Make another request' }).click();
  await expect(page.getByRole('banner')).toContainText(ada.name);
  await expect(page.getByRole('radio', { name: /I have an account with/ })).toBeChecked();
  await page.getByLabel('Where do you live?').selectOption('DE');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByLabel('Your name')).toHaveValue(ada.name);
  await expect(page.getByLabel('Email address')).toHaveValue(ada.email);
  await page.getByRole('checkbox', { name: /A copy of my data/ }).check();
  await page.getByRole('button', { name: 'Check your answers' }).click();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  const reference = referenceOf(page);

  await page.goto('/account/requests/');
  const requests = page.getByRole('main');
  await expect(requests).toContainText(reference);
  await expect(requests).toContainText('A copy of my data');
  await page.getByRole('link', { name: `Open the request ${reference}` }).click();
  await expect(page).toHaveURL(new RegExp(`/requests/${reference}/$`));

  await page.goto('/account/requests/');
  await page.getByRole('main').getByRole('link', { name: 'Be told before a policy changes' }).click();
  await expect(page.getByLabel('Email address', { exact: true })).toHaveValue(ada.email);
  await page.getByLabel('Privacy Policy').check();
  await page.getByRole('button', { name: 'Send me the link' }).click();
  await page.goto(linkIn(await mailTo(server, ada.email, /Please confirm: tell me/), '/updates/confirm/'));
  await page.getByRole('button', { name: 'Yes, tell me' }).click();

  await page.goto('/account/requests/');
  await expect(page.getByRole('main').getByRole('link', { name: 'Privacy Policy' })).toBeVisible();
  await page.getByRole('link', { name: 'Change or end the notices' }).click();
  await expect(page.getByLabel('Privacy Policy')).toBeChecked();
  await expect(page.getByLabel('Data Processing Addendum')).not.toBeChecked();

  await page.context().clearCookies();
  await page.goto('/updates/');
  await expect(page.getByRole('banner')).not.toContainText(ada.name);
  await expect(page.getByLabel('Email address', { exact: true })).toHaveValue('');
  await page.goto('/requests/new/');
  await expect(page.getByRole('banner')).not.toContainText(ada.name);
  await expect(page.getByRole('radio', { checked: true })).toHaveCount(0);
});

test('the account says what is open until it is done, and agreeing for a business offers to fill the profile', async ({
  page,
  server,
}) => {
  await openAccount(page, server);
  const open = page.getByRole('main').getByRole('list').first().getByRole('link');
  const [agreement, consent, factor] = [
    'Data Processing Addendum: not agreed to yet',
    /: you have not answered yet$/,
    'Second factor: off. Set one up',
  ];
  await expect(open).toHaveText([agreement, consent, factor]);

  await open.filter({ hasText: consent }).click();
  await page.getByRole('button', { name: 'No', exact: true }).click();
  await page.goto('/account/');
  await expect(open).toHaveText([agreement, factor]);

  await setUpSecondFactor(page, server);
  await page.goto('/account/');
  await expect(open).toHaveText([agreement]);

  await open.click();
  await page.getByRole('link', { name: 'Skip the text, and go to the form' }).click();
  await page.getByLabel('Business for which you agree').fill('Analytical Works');
  await page.getByLabel('Its address').fill('12 St James’s Square\nLondon');
  await page.getByLabel('Your role in the business').fill('Director');
  await page.getByLabel('I represent the business by law').check();
  await page.getByRole('button', { name: 'Agree for the business' }).click();
  await page.getByRole('link', { name: 'Fill it in from this agreement' }).click();
  await expect(page.getByLabel('Name of the business')).toHaveValue('Analytical Works');
  await expect(page.getByLabel('Address')).toHaveValue('12 St James’s Square\nLondon');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Your business profile is saved.')).toBeVisible();

  await page.goto('/account/');
  await expect(page.getByRole('heading', { name: 'Still open' })).toHaveCount(0);
  await page.goto('/account/agreements/');
  await page.getByRole('link', { name: /copy/ }).click();
  await expect(page.getByRole('heading', { name: 'Data Processing Addendum: your copy' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Fill it in from this agreement' })).toHaveCount(0);
});
