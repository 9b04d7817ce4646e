import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inventory } from '../../server/personal-data/inventory.ts';
import { signUpConfirmed, visitor } from '../support/accounts.ts';
import { promise } from '../support/promise.ts';
import { formOf, openTestServices } from '../support/services.ts';

const cards = /card|cvc|cvv|iban|payment|billing|stripe/i;

test(
  'an account holds an address, a name, a hashed password and a business profile, and nothing else of the person',
  promise('account-data'),
  async () => {
    await using services = await openTestServices();
    const { account, session } = await signUpConfirmed(services);
    const business = {
      business: 'Analytical Works',
      address: '',
      country: '',
      website: '',
      phone: '',
      legalContact: '',
    };
    const form = formOf({ stamp: services.formTokens.issue('business', session.id), ...business });
    expect(await services.personalData.changeBusiness(form, visitor, session)).toMatchObject({ ok: true });

    const tables = await services.db.introspection.getTables();
    const columns = tables.find(({ name }) => name === 'account')?.columns.map(({ name }) => name);
    expect(columns?.sort()).toEqual([
      'business_sealed',
      'created_at',
      'email_index',
      'email_sealed',
      'id',
      'name_sealed',
      'password_hash',
      'password_set_at',
    ]);
    const kept = await services.accounts.find(account.id);
    expect(Object.keys(kept?.business ?? {}).sort()).toEqual([
      'address',
      'country',
      'legalContact',
      'name',
      'phone',
      'website',
    ]);
  },
);

test(
  'no table has a column for a card number or for billing, and no form a field for it',
  promise('account-data'),
  async () => {
    const columns = Object.entries(inventory).flatMap(([table, columns]) =>
      Object.keys(columns).map((column) => `${table}.${column}`),
    );
    expect(columns.length).toBeGreaterThan(100);
    expect(columns.filter((column) => cards.test(column))).toEqual([]);

    const fields = filesBelow('src').flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\b(?:name|autocomplete)="([^"]+)"/g)].map(([, value = '']) => value),
    );
    expect(fields).toContain('legalContact');
    expect(fields.filter((field) => cards.test(field) || field.startsWith('cc-'))).toEqual([]);
  },
);

test('a form that brings a card number all the same is refused unread', promise('account-data'), async () => {
  await using services = await openTestServices();
  const { account, session } = await signUpConfirmed(services);
  const more = { card: '4242 4242 4242 4242' };
  const name = formOf({ stamp: services.formTokens.issue('name', session.id), name: 'Ada', ...more });
  const business = formOf({ stamp: services.formTokens.issue('business', session.id), business: 'Works', ...more });

  const refused = { ok: false, problems: ['form-field-unknown'] };
  expect(await services.personalData.changeName(name, session)).toEqual(refused);
  expect(await services.personalData.changeBusiness(business, visitor, session)).toEqual(refused);
  expect(await services.accounts.find(account.id)).toEqual(account);
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.astro'))
    .map((name) => join(folder, name));
}
