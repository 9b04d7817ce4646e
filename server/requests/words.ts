import type { Channel, Outcome, RequestKind } from './kinds.ts';

/** What was asked, as mails and commands name it. The pages have words of their own. */
export const kindNames: Readonly<Record<RequestKind, string>> = {
  access: 'a copy of your data',
  rectification: 'correction of your data',
  erasure: 'deletion of your data',
  portability: 'an export of your data',
  objection: 'an objection to a use of your data',
  restriction: 'restriction of a use of your data',
  'objection-marketing': 'an objection to marketing',
  'opt-out-sale-sharing': 'an opt-out of sale and sharing',
  'withdraw-consent': 'withdrawal of consent',
  complaint: 'a complaint',
  other: 'something else, in your own words',
};

export const outcomeNames: Readonly<Record<Outcome, string>> = {
  done: 'done',
  'partly-done': 'done in part',
  refused: 'refused',
  withdrawn: 'withdrawn',
  unconfirmed: 'closed, because the address was not confirmed',
  routed: 'passed on to the business that decides about the data',
};

export const channelNames: Readonly<Record<Channel, string>> = {
  form: 'the form on this site',
  mail: 'mail',
  post: 'post',
  phone: 'phone',
  other: 'another way',
};

export function nameKinds(kinds: readonly RequestKind[]): string {
  return new Intl.ListFormat('en').format(kinds.map((kind) => kindNames[kind]));
}
