import type { Channel, Outcome, Relation, RequestKind } from '../../../server/requests/kinds.ts';
import { pageLanguage } from '../language.ts';
import { inBothVoices } from './voice.ts';

/** What was asked, as mails name it to whoever asked. The pages have words of their own: `requests.ts`. */
const kindNames = inBothVoices(
  ({ you, your }): Readonly<Record<RequestKind, string>> => ({
    access: `a copy of ${your} data`,
    access_categories: `what kinds of data we hold about ${you}`,
    portability: `an export of ${your} data`,
    rectification: `correction of ${your} data`,
    erasure: `deletion of ${your} data`,
    restriction: `restriction of a use of ${your} data`,
    objection: `an objection to a use of ${your} data`,
    objection_marketing: 'an objection to marketing',
    withdraw_consent: 'withdrawal of consent',
    automated_decision_review: 'review of a decision that a machine made',
    opt_out_sale_sharing: 'an opt-out of sale and sharing',
    opt_out_targeted_ads: 'an opt-out of targeted advertising',
    opt_out_profiling: 'an opt-out of profiling',
    opt_out_admt: 'an opt-out of automated decisions',
    access_admt: `how automated decisions about ${you} are made`,
    limit_sensitive: 'limits to the use of sensitive data',
    opt_in_after_opt_out: `an end to ${your} opt-out of sale and sharing`,
    appeal: 'an appeal against our answer',
    complaint: 'a complaint',
    misdirected_end_customer: `passing it on to the business that decides about ${your} data`,
    other: 'something else, in your own words',
  }),
);

/** The same to everybody else: in a column, to staff, in figures. */
export const kindsInShort: Readonly<Record<RequestKind, string>> = {
  access: 'copy',
  access_categories: 'categories',
  portability: 'export',
  rectification: 'correction',
  erasure: 'deletion',
  restriction: 'restriction',
  objection: 'objection',
  objection_marketing: 'no marketing',
  withdraw_consent: 'withdrawal of consent',
  automated_decision_review: 'review of a decision',
  opt_out_sale_sharing: 'opt-out of sale and sharing',
  opt_out_targeted_ads: 'opt-out of targeted ads',
  opt_out_profiling: 'opt-out of profiling',
  opt_out_admt: 'opt-out of automated decisions',
  access_admt: 'how decisions are made',
  limit_sensitive: 'limit sensitive data',
  opt_in_after_opt_out: 'end of an opt-out',
  appeal: 'appeal',
  complaint: 'complaint',
  misdirected_end_customer: 'customer of a business',
  other: 'request in own words',
};

export const outcomeNames: Readonly<Record<Outcome, string>> = {
  done: 'done',
  'partly-done': 'done in part',
  'nothing-held': 'answered: we hold no personal data',
  refused: 'refused',
  withdrawn: 'withdrawn',
  unconfirmed: 'closed, because the address was not confirmed',
  routed: 'passed on to the business that decides about the data',
  merged: 'answered together with another request of yours',
  abuse: 'closed as nobody’s request',
};

const disputes: readonly RequestKind[] = ['appeal', 'complaint'];

/** An appeal or a complaint is not done as somebody wishes: it is answered. */
export function isAnswered(outcome: Outcome, kinds: readonly RequestKind[]): boolean {
  return outcome === 'done' && kinds.every((kind) => disputes.includes(kind));
}

export function nameOutcome(outcome: Outcome, kinds: readonly RequestKind[]): string {
  return isAnswered(outcome, kinds) ? 'answered' : outcomeNames[outcome];
}

export const channelNames: Readonly<Record<Channel, string>> = {
  form: 'the form on this site',
  mail: 'mail',
  post: 'post',
  phone: 'phone',
  other: 'another way',
  account: 'the account, where it was answered at once, by the person',
};

/** Of the address that a request gives. */
export const addressStates = { confirmed: 'confirmed', unconfirmed: 'not confirmed' };

const list = new Intl.ListFormat(pageLanguage);
const either = new Intl.ListFormat(pageLanguage, { type: 'disjunction' });

/** To the person whose data it is, or to an agent who asks for them. */
export function nameKinds(kinds: readonly RequestKind[], relation: Relation = 'none'): string {
  return list.format(kinds.map((kind) => kindNames(relation)[kind]));
}

/** Of an appeal or a complaint. */
export const disputed = '{items}, about your request {reference}';

/** Whom words to whoever asks are about: `{you}` and `{your}`. */
export const personNamed = inBothVoices(({ you, your }) => ({ you, your }));

/** Where somebody can complain. */
export function nameAuthorities(authorities: readonly { readonly name: string; readonly url: string }[]): string {
  return either.format(authorities.map(({ name, url }) => `${name} (${url})`));
}

export function nameKindsInShort(kinds: readonly RequestKind[]): string {
  return kinds.map((kind) => kindsInShort[kind]).join(', ');
}

/** Of a request that is closed without a word of ours. */
export const onYourPage = 'What became of each thing that you asked for stands on the page of your request.';
