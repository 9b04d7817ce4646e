import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countryOptions } from '../../src/words/requests/regions.ts';
import { type SignedIn, signUpConfirmed, visitor } from '../support/accounts.ts';
import { lastOf, mailsIn } from '../support/notices.ts';
import { promise } from '../support/promise.ts';
import { formOf, openTestServices } from '../support/services.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

const works = {
  business: 'Analytical Works',
  address: '12 St James’s Square\nLondon',
  country: 'GB',
  website: 'https://analytical.example',
  phone: '+44 20 7946 0000 ext. 12',
  legalContact: 'legal@analytical.example',
};

function changeBusiness({ personalData, formTokens }: Services, { session }: SignedIn, values: Record<string, string>) {
  const form = formOf({ stamp: formTokens.issue('business', session.id), ...works, ...values });
  return personalData.changeBusiness(form, visitor, session);
}

function changeName({ personalData, formTokens }: Services, { session }: SignedIn, name: string) {
  return personalData.changeName(formOf({ stamp: formTokens.issue('name', session.id), name }), session);
}

test('somebody changes the name, and no one else’s', async () => {
  await using services = await openTestServices();
  const ada = await signUpConfirmed(services);
  const bob = await signUpConfirmed(services, { name: 'Bob', email: 'bob@example.com' });

  expect(await changeName(services, ada, '  Ada King ')).toEqual({ ok: true, value: null });

  expect(await services.accounts.find(ada.account.id)).toMatchObject({ name: 'Ada King' });
  expect(await services.accounts.find(bob.account.id)).toMatchObject({ name: 'Bob' });
  expect(JSON.stringify(await services.db.selectFrom('account').selectAll().execute())).not.toContain('King');
});

test('a name that is none is refused, and nothing is changed', async () => {
  await using services = await openTestServices();
  const ada = await signUpConfirmed(services);

  expect(await changeName(services, ada, ' ')).toEqual({ ok: false, problems: ['name-missing'] });
  expect(await changeName(services, ada, 'A'.repeat(201))).toEqual({ ok: false, problems: ['name-too-long'] });
  expect(await changeName(services, ada, 'Ada\nBcc: all')).toEqual({ ok: false, problems: ['name-invalid'] });
  expect(await services.accounts.find(ada.account.id)).toMatchObject({ name: 'Ada Lovelace' });
});

test('a form that was made for somebody else’s session, or for another form, changes nothing', async () => {
  await using services = await openTestServices();
  const ada = await signUpConfirmed(services);
  const bob = await signUpConfirmed(services, { email: 'bob@example.com' });
  const { personalData, formTokens } = services;

  for (const stamp of [formTokens.issue('name', bob.session.id), formTokens.issue('business', ada.session.id), '']) {
    expect(await personalData.changeName(formOf({ stamp, name: 'Mallory' }), ada.session)).toEqual({
      ok: false,
      problems: ['form-expired'],
    });
  }
  const stamp = formTokens.issue('name', ada.session.id);
  const more = formOf({ stamp, name: 'Ada', email: 'mallory@example.com' });
  expect(await personalData.changeName(more, ada.session)).toEqual({ ok: false, problems: ['form-field-unknown'] });
});

test(
  'a business profile is kept as it was given, sealed, and handed over in an export',
  promise('encryption-at-rest'),
  async () => {
    await using services = await openTestServices();
    const ada = await signUpConfirmed(services);

    expect(await changeBusiness(services, ada, {})).toEqual({ ok: true, value: null });

    const { business: name, ...others } = works;
    expect(await services.accounts.find(ada.account.id)).toMatchObject({ business: { name, ...others } });
    const { tables } = await services.personalData.dataOf({
      accountId: ada.account.id,
      email: ada.account.email,
    });
    expect(tables['business_profile']).toEqual([{ name, ...others }]);
    expect(JSON.stringify(await services.db.selectFrom('account').selectAll().execute())).not.toMatch(
      /Analytical|analytical|7946/,
    );
  },
);

test('a profile that is emptied is erased', async () => {
  await using services = await openTestServices();
  const ada = await signUpConfirmed(services);
  await changeBusiness(services, ada, {});

  const empty = Object.fromEntries(Object.keys(works).map((field) => [field, ' ']));
  expect(await changeBusiness(services, ada, empty)).toEqual({ ok: true, value: null });
  expect(await services.db.selectFrom('account').select('business_sealed').execute()).toEqual([
    { business_sealed: null },
  ]);
});

test('all that is wrong with a business is said at once', async () => {
  await using services = await openTestServices();
  const ada = await signUpConfirmed(services);

  expect(
    await changeBusiness(services, ada, {
      business: '',
      address: 'a'.repeat(501),
      country: 'ZZ',
      website: 'javascript:alert(1)',
      phone: 'call me',
      legalContact: 'legal',
    }),
  ).toEqual({
    ok: false,
    problems: [
      'business-missing',
      'address-invalid',
      'country-unknown',
      'website-invalid',
      'phone-invalid',
      'legal-contact-invalid',
    ],
  });
  expect(await services.accounts.find(ada.account.id)).toMatchObject({ business: null });
});

test('every country of the list can be chosen, and a web site may be typed without https', async () => {
  await using services = await openTestServices();
  const ada = await signUpConfirmed(services);

  for (const { value: country } of countryOptions) {
    expect(await changeBusiness(services, ada, { country }), country).toMatchObject({ ok: true });
  }
  await changeBusiness(services, ada, { website: 'analytical.example/about' });
  expect(await services.accounts.find(ada.account.id)).toMatchObject({
    business: { website: 'https://analytical.example/about' },
  });
  for (const website of ['https://ada:secret@example.com', 'data:text/html,x', 'example', 'https://a b.example']) {
    expect(await changeBusiness(services, ada, { website })).toEqual({ ok: false, problems: ['website-invalid'] });
  }
});

test('a phone number is taken as pages and phones copy it, with signs that nobody sees', async () => {
  await using services = await openTestServices();
  const ada = await signUpConfirmed(services);
  await changeBusiness(services, ada, { phone: '\u202a+44\u00a020\u2009794\u20116000\u202c' });
  expect(await services.accounts.find(ada.account.id)).toMatchObject({ business: { phone: '+44 20 794-6000' } });
});

test('another contact for legal notices is told by mail, with the time and the device, and nothing else is', async () => {
  await using services = await openTestServices({ now: '2026-11-23T12:05:00Z' });
  const ada = await signUpConfirmed(services);
  const told = async () =>
    (await mailsIn(services)).filter(({ template }) => template === 'account-legal-contact-changed');

  await changeBusiness(services, ada, { legalContact: '' });
  expect(await told()).toEqual([]);
  await changeBusiness(services, ada, {});
  await changeBusiness(services, ada, { phone: '' });

  const mails = await told();
  expect(mails).toHaveLength(1);
  expect(lastOf(mails)).toMatchObject({ to: ada.account.email });
  expect(lastOf(mails).text.replaceAll('\n', ' ')).toContain(
    'on November 23, 2026 at 12:05 UTC, with Firefox on Linux',
  );
  expect(lastOf(mails).text).not.toContain('legal@analytical.example');
});

test('whatever is typed into a business profile is kept as typed or refused, and never an error', async () => {
  await using services = await openTestServices();
  const ada = await signUpConfirmed(services);
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.webUrl(), fc.emailAddress());

  await fc.assert(
    fc.asyncProperty(text, text, text, async (address, website, phone) => {
      const changed = await changeBusiness(services, ada, { address, website, phone });
      const business = (await services.accounts.find(ada.account.id))?.business;
      if (!changed.ok) return;
      expect(business?.address).toBe(address.replaceAll('\r\n', '\n').trim());
      expect(business?.website.replace(/^https:\/\//, '')).toBe(website.trim().replace(/^https:\/\//, ''));
      expect(business?.phone).toBe(phone.trim());
    }),
    { numRuns: 40 },
  );
});
