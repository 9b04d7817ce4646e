import type { Channel, Outcome, RequestKind } from '../../server/requests/kinds.ts';
import { pageLanguage } from './language.ts';

/** What was asked, as mails and commands name it. The pages have words of their own: `requests.ts`. */
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

const list = new Intl.ListFormat(pageLanguage);

export function nameKinds(kinds: readonly RequestKind[]): string {
  return list.format(kinds.map((kind) => kindNames[kind]));
}

/** Of a request that is closed without a word of ours. */
export const onYourPage = 'What became of each thing that you asked for stands on the page of your request.';
