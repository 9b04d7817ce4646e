import { expect, test } from 'vitest';
import type { Email } from '../../server/mail/outbox.ts';
import { cancel, queue } from '../../server/mail/outbox.ts';
import { promise } from '../support/promise.ts';
import { openTestServices } from '../support/services.ts';

const letter: Email = {
  to: 'ada@example.com',
  template: 'request-case-link',
  values: { reference: 'WT-7F3K-92QD', caseLink: 'http://localhost:4321/requests/WT-7F3K-92QD/token/' },
  about: 'request-1',
};

test('a mail is queued with what it tells of, or not at all', async () => {
  await using services = await openTestServices();
  const failed = services.db.transaction().execute(async (db) => {
    await queue({ ...services.ctx, db }, letter);
    throw new Error('the disk is full');
  });

  await expect(failed).rejects.toThrow('the disk is full');
  expect(await services.db.selectFrom('outgoing_mail').selectAll().execute()).toEqual([]);
});

test('a mail queued twice for the same occasion is one mail', async () => {
  await using services = await openTestServices();
  await queue(services.ctx, { ...letter, occasion: 'case-link/request-1/3' });
  await queue(services.ctx, { ...letter, occasion: 'case-link/request-1/3' });
  await queue(services.ctx, { ...letter, occasion: 'case-link/request-1/4' });

  expect(await services.db.selectFrom('outgoing_mail').selectAll().execute()).toHaveLength(2);
});

test(
  'the outbox shows neither the address nor the text of a mail to who reads the database',
  promise('encryption-at-rest', 'mailed-links-sealed'),
  async () => {
    await using services = await openTestServices();
    await queue(services.ctx, letter);

    const rows = await services.db.selectFrom('outgoing_mail').selectAll().execute();
    expect(JSON.stringify(rows)).not.toMatch(/ada@example|WT-7F3K/);
  },
);

test('what is cancelled is not sent', async () => {
  await using services = await openTestServices();
  await queue(services.ctx, letter);
  await queue(services.ctx, { ...letter, about: 'request-2' });
  await cancel(services.ctx, { about: 'request-1' });

  expect(await services.db.selectFrom('outgoing_mail').select('about').execute()).toEqual([{ about: 'request-2' }]);
});

test('nothing in a letter can add a header', async () => {
  await using services = await openTestServices();
  const hostile = [
    { ...letter, to: 'ada@example.com\r\nBcc: eve@example.com' },
    { ...letter, values: { ...letter.values, reference: 'WT-7F3K\nBcc: eve@example.com' } },
    { ...letter, headers: { 'List-Unsubscribe': '<https://a>\r\nBcc: eve@example.com' } },
    { ...letter, headers: { 'Bcc: eve@example.com\r\nX': 'y' } },
  ] as Email[];
  for (const one of hostile) await expect(queue(services.ctx, one)).rejects.toThrow(/header/);

  expect(await services.db.selectFrom('outgoing_mail').selectAll().execute()).toEqual([]);
});

test('a link in a mail leads to this site and to no other', async () => {
  await using services = await openTestServices();
  const values = { reference: 'WT-7F3K-92QD', caseLink: 'http://evil.example/requests/' };

  await expect(queue(services.ctx, { ...letter, values })).rejects.toThrow(/leads elsewhere/);
});
