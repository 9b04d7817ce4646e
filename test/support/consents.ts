import { consents } from '../../server/consent/consents.ts';
import { createPurposes, type Purpose, type PurposeVersion } from '../../server/consent/purposes.ts';
import { bind } from '../../server/context.ts';
import type { ConsentAct } from '../../server/ledger/kinds.ts';
import type { SignedIn } from './accounts.ts';
import type { TestServices } from './notices.ts';
import { contextOf, formOf } from './services.ts';

/** The day from which the purpose that comes with the site is in effect. */
export const afterPublication = '2026-11-26T12:00:00Z';

export function consentForm(
  { formTokens, purposes }: TestServices,
  { session }: Pick<SignedIn, 'session'>,
  act: ConsentAct,
  values: Record<string, string> = {},
): FormData {
  const version = purposes.inEffect('ai-training')?.version ?? '';
  return formOf({ stamp: formTokens.issue('consents', session.id), purpose: 'ai-training', version, act, ...values });
}

export async function answerAs(services: TestServices, person: Pick<SignedIn, 'session'>, act: ConsentAct) {
  return await services.consents.answer(consentForm(services, person, act), person.session);
}

export function purposeVersion(purpose: string, version: string, change: PurposeVersion['class']): PurposeVersion {
  return {
    ...{ purpose, version, title: purpose, class: change, effectiveOn: version.slice(0, 10) },
    ...{ sourceSha256: digits(version), textSha256: digits(`${version}t`), url: `/purposes/${purpose}/${version}/` },
    terms: { data: ['Something'], recipients: [], keep: 'A day' },
  };
}

/** The room as a server with these purposes has it. */
export function consentsWith(services: TestServices, purposes: readonly Purpose[]) {
  return bind(contextOf(services, { purposes: purposesOf(services, purposes) }), consents);
}

export function purposesOf({ clock, company }: TestServices, purposes: readonly Purpose[]) {
  return createPurposes({ purposes, clock, timeZone: company.timeZone });
}

function digits(text: string): string {
  return Buffer.from(text).toString('hex').padEnd(64, '0').slice(0, 64);
}
