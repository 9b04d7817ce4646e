/** What the porch answers for itself: a status, and words for the person who reads it. */
export interface Answer {
  readonly status: number;
  readonly title: string;
  readonly text: string;
}

const nothingStored = 'Nothing was stored.';

export const answers = {
  'address-malformed': {
    status: 400,
    title: 'This address is not valid',
    text: 'The address of the page contains characters that do not belong there. Please check it, or start from the home page.',
  },
  'request-malformed': {
    status: 400,
    title: 'We could not read this request',
    text: `What was sent is not a request as web browsers send them. ${nothingStored}`,
  },
  'form-malformed': {
    status: 400,
    title: 'We could not read this form',
    text: `What was sent is not a well-formed form: it contains broken encoding or characters that are not text. ${nothingStored} Please go back and try again.`,
  },
  'key-missing': {
    status: 401,
    title: 'This is for programs',
    text: 'This address is for programs that have a key. The page at /api/ explains it.',
  },
  'origin-foreign': {
    status: 403,
    title: 'This form did not come from this site',
    text: `We only accept forms that were opened on this site. ${nothingStored} Please open the page here and send it again.`,
  },
  'origin-unsaid': {
    status: 403,
    title: 'Your browser does not say where this form comes from',
    text: `We only accept forms that were opened on this site, and your browser tells neither “Origin” nor “Referer”. ${nothingStored} Please allow it to send the Referer to this site, or use another browser; what you typed is still on the page before.`,
  },
  'not-found': {
    status: 404,
    title: 'Page not found',
    text: 'There is no page at this address. It may have moved, or the address may be incomplete.',
  },
  'method-unknown': {
    status: 405,
    title: 'This cannot be done here',
    text: `This address cannot be used in this way. ${nothingStored}`,
  },
  'body-slow': {
    status: 408,
    title: 'This took too long to arrive',
    text: `The form did not arrive in time. ${nothingStored} Please check your connection; your browser’s Back button keeps what you typed.`,
  },
  'body-large': {
    status: 413,
    title: 'This form is too long',
    text: `A form may hold up to 64 kilobytes of text. ${nothingStored} Your browser’s Back button keeps what you typed; please shorten it and send it again.`,
  },
  'fields-many': {
    status: 413,
    title: 'This form has too many fields',
    text: `A form may hold up to 200 fields. ${nothingStored}`,
  },
  'address-long': {
    status: 414,
    title: 'This address is too long',
    text: 'The address of the page is longer than any that we use. Please check it, or start from the home page.',
  },
  'type-unknown': {
    status: 415,
    title: 'We could not read what was sent',
    text: `We only accept forms as web browsers send them. ${nothingStored}`,
  },
  'expectation-unknown': {
    status: 417,
    title: 'This cannot be done here',
    text: `The request expects something that we do not offer. ${nothingStored}`,
  },
  'host-foreign': {
    status: 421,
    title: 'This is another site',
    text: 'The request was meant for a site that does not live here. Please check the address.',
  },
  'headers-large': {
    status: 431,
    title: 'This request is too large',
    text: 'Your browser sent more about itself than we can read. Deleting the cookies of this site may help.',
  },
  broken: {
    status: 500,
    title: 'Something went wrong on our side',
    text: 'We could not answer, and we have noted the failure. Please try again; if it happens again, write to us by mail.',
  },
  busy: {
    status: 503,
    title: 'We could not save this just now',
    text: 'We could not save this; nothing was lost or sent. Please try again in a minute; your browser’s Back button keeps what you typed.',
  },
  uncertain: {
    status: 503,
    title: 'We cannot say whether this was saved',
    text: 'Part of our system stopped answering while it saved this, so it may or may not have been saved. Please send it again in a minute, by your browser’s Back button, which keeps what you typed: the same form sent twice counts once.',
  },
  'busy-reading': {
    status: 503,
    title: 'We cannot show this just now',
    text: 'Part of our system does not answer at the moment. Please try again in a minute.',
  },
} as const satisfies Record<string, Answer>;

export type AnswerCode = keyof typeof answers;
