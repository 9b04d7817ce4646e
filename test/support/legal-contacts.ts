import { expect } from 'vitest';
import { bind } from '../../server/context.ts';
import { desk as deskVerbs } from '../../server/desk/desk.ts';
import type { Manifest, ManifestVersion } from '../../src/library/model/manifest.ts';
import { linkToken, type SignedIn, signUpConfirmed, visitor } from './accounts.ts';
import { agreeForm, agreementsWith } from './agreements.ts';
import {
  documentOf,
  firstVersion,
  lastOf,
  mailsTo,
  noticesFor,
  noticesIn,
  type TestServices,
  versionOf,
} from './notices.ts';
import { contextOf, formOf } from './services.ts';

export const next = '2026-11-23';
export const counsel = 'counsel@example.com';
export const other = 'other@example.com';

/** A list of subprocessors whose new version takes effect on December 24, with an addendum beside it. */
export function siteWith(change: Partial<ManifestVersion> | null): Manifest {
  const list = [
    versionOf('subprocessors', firstVersion),
    ...(change ? [{ ...versionOf('subprocessors', next), effectiveOn: '2026-12-24', ...change }] : []),
  ];
  return {
    documents: [
      documentOf('dpa', { title: 'Addendum', kind: 'agreement', versions: [versionOf('dpa', firstVersion)] }),
      documentOf('subprocessors', { title: 'Subprocessors', role: 'subprocessors', noticeDays: 31, versions: list }),
    ],
  };
}

/** Agrees for a business, whose legal contact is another address. */
export async function agreed(
  services: TestServices,
  contact = counsel,
  login: Parameters<typeof signUpConfirmed>[1] = {},
) {
  const who = await signUpConfirmed(services, login);
  const { agreements } = agreementsWith(services);
  expect(await agreements.agree(agreeForm(services, who), who.session)).toMatchObject({ ok: true });
  await nameContact(services, who, contact);
  return who;
}

export async function nameContact(services: TestServices, { session }: SignedIn, legalContact: string) {
  const profile = {
    ...{ stamp: services.formTokens.issue('business', session.id), business: 'Works', address: 'London' },
    ...{ country: 'GB', website: '', phone: '', legalContact },
  };
  expect(await services.personalData.changeBusiness(formOf(profile), visitor, session)).toMatchObject({ ok: true });
}

export async function moveTo(services: TestServices, { session }: SignedIn, email: string) {
  const { accounts, formTokens, personalData } = services;
  const asked = formOf({ stamp: formTokens.issue('address', session.id), email });
  expect(await accounts.askAddress(asked, visitor, session)).toMatchObject({ ok: true });
  const mails = await mailsTo(services, email);
  const token = linkToken(lastOf(mails.filter(({ text }) => text.includes('address/confirm'))), 'address/confirm');
  const form = formOf({ stamp: formTokens.issue('confirm-address', session.id) });
  expect(await personalData.confirmAddress(token, form, visitor, session)).toMatchObject({ ok: true });
}

/** The new version, as a server with it finds it. */
export async function announced(services: TestServices, change: Partial<ManifestVersion> = {}) {
  await noticesFor(services, siteWith(null)).announce();
  const site = siteWith(change);
  const notices = noticesFor(services, site);
  await notices.announce();
  return { notices, desk: bind(contextOf(services, { manifest: site }), deskVerbs) };
}

/** To whom notices went, once for each. */
export async function sentTo(services: TestServices, subject = /./): Promise<string[]> {
  const sent = (await noticesIn(services)).filter((one) => one.state === 'sent' && subject.test(one.subject));
  return sent.map(({ to }) => to).sort();
}
