import type { BusinessProblem } from '../../../server/requests/referrals.ts';
import type { Message } from '../forms.ts';
import { formMessages } from './requests.ts';

/** The page of a business to which the request of its customer was passed on. */
export const businessPage = {
  title: 'Request {reference} of a customer of yours',
  lead: 'You decide about the data of your customers, and {company} processes it for you. So the request is yours to answer. We have decided nothing, and have told the person no more than that we passed it on.',
  clock:
    'This is your own deadline, by the law of the place where the person says that they live, counted from the day on which we told you.',
  business: 'Business, as the person named it',
  who: 'Who asks',
  email: 'Email address, confirmed',
  region: 'Where they say they live',
  asks: 'What they ask for',
  details: 'In their words',
  received: 'We received it',
  told: 'We told you',
  claim:
    'The person could read mail at this address. That they are your customer, and who they say they are, nobody has checked: do so before you give out, change or delete anything.',
  answer: 'What you answered',
  answered: 'You told us on {day} what you answered',
  answerLead: 'You answer the person yourself. For the record of both of us, say here what came of it.',
  answerText: 'What did you answer?',
  answerHelp: 'Up to 5,000 characters. Please no passwords, no card numbers, and no copies of identity papers.',
  answerSubmit: 'Keep it for the record',
  help: 'Ask us for help',
  helpAsked: 'You asked us for help on {day}',
  helpNext: 'We answer by mail.',
  helpLead:
    'We can find, export, correct or delete what we process for you, and tell those who process it for us. Our agreement with you says so (GDPR Article 28(3)(e)).',
  helpText: 'What do you need?',
  helpSubmit: 'Ask for help',
  linkOpens:
    'This page shows personal data, and anyone who has its link can read it. If this is no customer of yours, write to [{address}](mail) and name the reference.',
  write: 'You can write to [{address}](mail) and name the reference.',
};

export const businessLinkWords = {
  'business-link-invalid': {
    title: 'This link does not work',
    text: 'It may have been cut short in the mail, or what the request held has been erased, because its time is over.',
  },
};

export const businessMessages: Record<Exclude<BusinessProblem, 'business-link-invalid'>, Message> = {
  ...formMessages,
  'text-missing': { field: 'said', text: 'Write something first' },
  'text-too-long': { field: 'said', text: 'Shorten it to 5,000 characters' },
  'text-invalid': {
    field: 'said',
    text: 'Type it again where you pasted it: it contains characters that cannot be seen',
  },
  'too-many-messages': {
    field: 'send',
    text: 'Many messages came in a short time, so this one was not kept. What you typed is still here: please send it again in an hour.',
    orWrite: true,
  },
};
