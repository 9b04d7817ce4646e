import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { openLibrary } from '../../src/library/model/library.ts';
import { readTexts } from '../../src/library/promises/texts.ts';
import { publishedList } from '../../src/library/text/subprocessors.ts';
import { fixtureLibrary } from '../support/library.ts';
import { promise } from '../support/promise.ts';
import { confirmed, dumpOf, mailsWith, submitted } from '../support/requests.ts';
import { openTestServices } from '../support/services.ts';

const today = '2026-11-23';

test('the keys stand nowhere in the database', promise('keys-apart'), async () => {
  const secret = randomBytes(32);
  await using services = await openTestServices({ env: { ENCRYPTION_KEYS: `current:${secret.toString('base64')}` } });
  await submitted(services);
  await confirmed(services, { email: 'grace@example.com' });

  const dump = await dumpOf(services);

  expect(dump).toContain('current');
  for (const encoding of ['base64', 'base64url', 'hex'] as const) expect(dump).not.toContain(secret.toString(encoding));
});

test('the mail that asks to confirm an address repeats nothing of the form', promise('nothing-repeated'), async () => {
  await using services = await openTestServices();
  const told = { name: 'Quetzal Umbra', details: 'Marzipan walrus', region: 'IS' };
  await submitted(services, { ...told, relation: 'agent', behalf: 'Zebedee Vireo' });
  await submitted(services, { ...told, relation: 'end-customer', business: 'Ocelot Plumbing' });

  const mails = await mailsWith(services, 'request-confirm');

  expect(mails.map(({ to }) => to)).toEqual(['ada@example.com', 'ada@example.com']);
  for (const mail of mails) {
    expect(JSON.stringify({ ...mail, to: '' })).not.toMatch(/Quetzal|Zebedee|Ocelot|Marzipan|Iceland|ada@/i);
  }
});

test(
  'the addendum lists the same subprocessors as their page, and both those that are active',
  promise('subprocessor-list'),
  () => {
    const library = openLibrary(fixtureLibrary);
    const texts = readTexts(library, today);
    const rows = (document: string) =>
      texts
        .get(document)
        ?.published.map(({ sentences }) =>
          sentences.map(({ text }) => text).filter((text) => text.split(' | ').length === 6),
        );
    const active = library.subprocessors.filter(({ status }) => status === 'active').map(({ name }) => name);

    expect(rows('dpa')).toEqual(rows('subprocessors'));
    const list = publishedList(library, today);
    expect(list?.subprocessors.map(({ name }) => name)).toEqual(active);
    expect(active.length).toBeGreaterThan(0);
  },
);
