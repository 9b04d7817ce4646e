import { expect } from '@playwright/test';
import { programsMissing, textBrowser } from '../support/text-browser-programs.ts';
import { linkIn, mailTo } from './support/mailbox.ts';
import { test } from './support/own-server.ts';
import { openTextBrowser } from './support/text-browser.ts';

test.skip(programsMissing(), `needs ${textBrowser.join(' and ')}`);

const ada = 'ada@example.com';

test('somebody with a text browser subscribes to notices and confirms', async ({ server }) => {
  {
    await using w3m = await openTextBrowser(`${server.origin}/updates/`);
    expect(linesOf(await w3m.shows('Which documents?'))).toContain('[ ] Security');
    await w3m.find('Which documents?');
    await w3m.press('Tab', 'Enter');
    await w3m.shows('[*]');
    await w3m.find('Email address');
    await w3m.press('Tab', 'Enter');
    await w3m.shows('TEXT:');
    await w3m.type(ada);
    await w3m.shows(`[${ada}`);
    await w3m.find('Send me the link');
    await w3m.press('Enter');
    await w3m.shows('sent a mail to');
  }
  const mail = await mailTo(server, ada, /Please confirm/);
  await using w3m = await openTextBrowser(linkIn(mail, '/updates/confirm/'));
  await w3m.shows('Yes, tell me');
  await w3m.find('Yes, tell me');
  await w3m.press('Enter');
  await w3m.shows('Your address is confirmed');
});

test('somebody with a text browser makes a request, checks it and confirms it', async ({ server }) => {
  {
    await using w3m = await openTextBrowser(`${server.origin}/requests/new/`);
    expect(linesOf(await w3m.shows('Where do you live?')).filter((line) => line.startsWith('( )'))).toHaveLength(4);
    await w3m.find('Who are you?');
    await w3m.press('Tab', 'Enter');
    await w3m.shows('(*)');
    await w3m.find('Where do you live?');
    await w3m.press('Tab', 'Enter');
    await w3m.shows('Afghanistan');
    await w3m.press('Down', 'Down', 'Down', 'Enter');
    await w3m.find('Continue');
    await w3m.press('Enter');
    expect(linesOf(await w3m.shows('What do you want us to do?'))).toContain('[ ] A copy of my data');
    await w3m.find('What do you want us to do?');
    await w3m.press('Tab', 'Enter');
    await w3m.shows('[*]');
    await w3m.find('Your name');
    await w3m.press('Tab', 'Enter');
    await w3m.shows('TEXT:');
    await w3m.type('Ada Lovelace');
    await w3m.find('Email address');
    await w3m.press('Tab', 'Enter');
    await w3m.shows('TEXT:');
    await w3m.type(ada);
    await w3m.shows(`[${ada}`);
    await w3m.find('Check your answers');
    await w3m.press('Enter');
    await w3m.shows('Viewing <Check your answers');
    await w3m.find('^Send');
    await w3m.press('Enter');
    await w3m.shows('WT-');
  }
  const mail = await mailTo(server, ada, /confirm your address/);
  await using w3m = await openTextBrowser(linkIn(mail, '/requests/confirm/'));
  await w3m.shows('Confirm my address');
  await w3m.find('Confirm my address');
  await w3m.press('Enter');
  await w3m.shows('A copy of my data');
});

function linesOf(screen: string): string[] {
  return screen.split('\n').map((line) => line.trim());
}
