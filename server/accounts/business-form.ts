import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { readAddress } from '../fields/address.ts';
import { isLine, isText } from '../fields/text.ts';
import type { FormProblem } from '../form.ts';
import { longest } from './kinds.ts';
import type { BusinessProfile } from './records.ts';

export type BusinessFormProblem =
  | FormProblem
  | 'business-missing'
  | 'business-invalid'
  | 'address-invalid'
  | 'country-unknown'
  | 'website-invalid'
  | 'phone-invalid'
  | 'legal-contact-invalid';

const countries = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

export const businessFields = ['business', 'address', 'country', 'website', 'phone', 'legalContact'] as const;

/** Null for a form that was emptied. */
export function readBusiness(
  typed: Readonly<Record<(typeof businessFields)[number], string>>,
): Result<BusinessProfile | null, BusinessFormProblem> {
  const [name = '', address = '', country = '', website = '', copied = '', legalContact = ''] = businessFields.map(
    (field) => typed[field].trim(),
  );
  const phone = plainPhone(copied);
  if ([name, address, country, website, phone, legalContact].every((value) => value === '')) {
    return succeed(null);
  }

  const problems: BusinessFormProblem[] = [];
  if (name === '') problems.push('business-missing');
  if (name.length > longest.business || !isLine(name)) problems.push('business-invalid');
  if (address.length > longest.address || !isText(address)) problems.push('address-invalid');
  if (country !== '' && !isCountry(country)) problems.push('country-unknown');
  const site = website === '' ? '' : readWebsite(website);
  if (site === null) problems.push('website-invalid');
  if (phone !== '' && !isPhone(phone)) problems.push('phone-invalid');
  const contact = legalContact === '' ? '' : readAddress(legalContact);
  if (contact === null) problems.push('legal-contact-invalid');
  if (site === null || contact === null || problems.length > 0) return fail(...problems);
  return succeed({ name, address, country, website: site, phone, legalContact: contact });
}

/** ISO 3166-1, without the codes that it leaves to everybody's own use, save Kosovo's. */
function isCountry(code: string): boolean {
  if (!/^[A-Z]{2}$/.test(code) || /^(AA|EU|EZ|UN|Q[M-Z]|X[A-JL-Z]|ZZ)$/.test(code)) return false;
  return countries.of(code) !== undefined;
}

/** As typed, with `https://` before what has no scheme; null where it is no address on the web. */
function readWebsite(typed: string): string | null {
  const address = /^[a-z][a-z\d+.-]*:/i.test(typed) ? typed : `https://${typed}`;
  if (address.length > longest.website || !isLine(address) || /\s/.test(address) || !URL.canParse(address)) return null;
  const { protocol, hostname, username, password } = new URL(address);
  const isWeb = (protocol === 'https:' || protocol === 'http:') && hostname.includes('.');
  return isWeb && username === '' && password === '' ? address : null;
}

/** As keys write it: pages and phones put spaces that do not break around its parts, and marks of direction around it. */
function plainPhone(copied: string): string {
  return copied
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/\p{Zs}/gu, ' ')
    .replaceAll(/\p{Pd}/gu, '-')
    .trim();
}

function isPhone(typed: string): boolean {
  return typed.length <= longest.phone && /^[+(\d][\d ()./-]{3,30}( ?(ext\.?|x) ?\d{1,6})?$/i.test(typed);
}
