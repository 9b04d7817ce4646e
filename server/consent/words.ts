import type { Entry } from '../ledger/entry.ts';
import type { SignatoryProblem } from './agreement-form.ts';
import type { AgreementStatus } from './agreement-status.ts';
import type { NegotiatedProblem } from './negotiated-agreements.ts';

export const negotiatedWords: Record<NegotiatedProblem, string> = {
  'account-unknown': 'No account has this address.',
  'document-unknown': 'There is no such document that is agreed to, or no version of it is in effect.',
  'nothing-negotiated': 'No negotiated agreement is recorded for this account.',
};

export const signatoryWords: Record<Exclude<SignatoryProblem, 'authority-missing'>, string> = {
  'business-missing': 'Say in --business for which business.',
  'business-invalid': '--business is one line of at most 200 characters.',
  'address-missing': 'Say in --address where the business is.',
  'address-invalid': '--address has at most 500 characters.',
  'name-missing': 'Say in --name who signed for it.',
  'name-invalid': '--name is one line of at most 200 characters.',
  'capacity-missing': 'Say in --capacity in what capacity, as "Director".',
  'capacity-invalid': '--capacity is one line of at most 200 characters.',
};

export const standingWords: Record<AgreementStatus, string> = {
  none: 'not agreed',
  agreed: 'agreed',
  superseded: 'agreed to older terms; asked at the next sign-in',
  declined: 'new terms declined',
  negotiated: 'negotiated; not asked',
};

/** What an entry did about a document that is agreed to. */
export function agreementActIn({ kind, about, given }: Pick<Entry, 'kind' | 'about' | 'given'>): string {
  const version = about.version ?? '';
  if (kind === 'agreement') return version ? `agreed to ${version}` : 'negotiated contract recorded';
  if (kind === 'carried-forward') return `carried forward to ${version}, a correction`;
  if (kind === 'objection') return given.by === 'operator' ? 'negotiated contract ended' : `declined ${version}`;
  return `${kind} ${version}`.trimEnd();
}
