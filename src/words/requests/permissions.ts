import type { AnswerPermissionProblem, PermissionLinkProblem } from '../../../server/requests/permission-links.ts';
import type { LinkWords, Message } from '../forms.ts';
import { formMessages } from './requests.ts';

/** Where somebody says whether another may ask for them. */
export const permissionPage = {
  title: 'Does somebody ask for you?',
  lead: 'Somebody made a privacy request in your name. Before we disclose, change or erase anything, we ask you.',
  reference: 'Request',
  name: 'Who asks, as they say',
  email: 'Their address',
  noAddress: 'none: they wrote otherwise',
  asks: 'What for',
  allows: 'Do you allow it?',
  yes: 'Yes, they ask for me',
  no: 'No, they do not ask for me',
  submit: 'Send my answer',
  write: 'Anything wrong? Write to [{address}](mail) and name the reference of the request, which stands in our mail.',
};

export const permissionMessages: Record<Exclude<AnswerPermissionProblem, PermissionLinkProblem>, Message> = {
  ...formMessages,
  'answer-missing': { field: 'allows', text: 'Choose yes or no' },
};

export const permissionLinkWords: Record<PermissionLinkProblem, Pick<LinkWords, 'title' | 'text'>> = {
  'link-unknown': {
    title: 'This link does not work',
    text: 'It may have been cut short in the mail, or what the request held has been erased.',
  },
  'link-used': {
    title: 'Your answer is here',
    text: 'Thank you. This link has done its work.',
  },
  'question-replaced': {
    title: 'This question stands no more',
    text: 'We asked anew, or were shown otherwise whether somebody may ask. If a newer mail of ours came to you, answer there.',
  },
  'link-expired': {
    title: 'This link is too old',
    text: 'It worked for seven days. Nothing was disclosed, changed or erased because of it.',
  },
  'request-closed': {
    title: 'This request is closed',
    text: 'Nothing depends on your answer any more.',
  },
};
