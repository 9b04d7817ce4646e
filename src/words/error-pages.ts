import type { ErrorCode } from '../../server/http/error-responses.ts';

const nothingStored = 'Nothing was stored.';

/** What the request handler errorPages for itself, for the person who reads it. */
export const errorPages: Record<ErrorCode, { readonly title: string; readonly text: string }> = {
  'address-malformed': {
    title: 'This address is not valid',
    text: 'The address of the page contains characters that do not belong there. Please check it, or start from the home page.',
  },
  'request-malformed': {
    title: 'We could not read this request',
    text: `What was sent is not a request as web browsers send them. ${nothingStored}`,
  },
  'form-malformed': {
    title: 'We could not read this form',
    text: `What was sent is not a well-formed form: it contains broken encoding or characters that are not text. ${nothingStored} Please go back and try again.`,
  },
  'key-missing': {
    title: 'This is for programs',
    text: 'This address is for programs that have a key. The page at /api/ explains it.',
  },
  'origin-foreign': {
    title: 'This form did not come from this site',
    text: `We only accept forms that were opened on this site. ${nothingStored} Please open the page here and send it again.`,
  },
  'origin-unsaid': {
    title: 'Your browser does not say where this form comes from',
    text: `We only accept forms that were opened on this site, and your browser tells neither “Origin” nor “Referer”. ${nothingStored} Please allow it to send the Referer to this site, or use another browser; what you typed is still on the page before.`,
  },
  'not-found': {
    title: 'Page not found',
    text: 'There is no page at this address. It may have moved, or the address may be incomplete.',
  },
  'method-unknown': {
    title: 'This cannot be done here',
    text: `This address cannot be used in this way. ${nothingStored}`,
  },
  'body-slow': {
    title: 'This took too long to arrive',
    text: `The form did not arrive in time. ${nothingStored} Please check your connection; your browser’s Back button keeps what you typed.`,
  },
  'body-large': {
    title: 'This form is too long',
    text: `A form may hold up to 64 kilobytes of text. ${nothingStored} Your browser’s Back button keeps what you typed; please shorten it and send it again.`,
  },
  'files-large': {
    title: 'These files are too large, or too many',
    text: `A form may bring up to five files of 10 MB each. ${nothingStored} Your browser’s Back button keeps what you typed; please choose fewer or smaller files and send it again.`,
  },
  'fields-many': {
    title: 'This form has too many fields',
    text: `A form may hold up to 200 fields. ${nothingStored}`,
  },
  'address-long': {
    title: 'This address is too long',
    text: 'The address of the page is longer than any that we use. Please check it, or start from the home page.',
  },
  'type-unknown': {
    title: 'We could not read what was sent',
    text: `We only accept forms as web browsers send them. ${nothingStored}`,
  },
  'expectation-unknown': {
    title: 'This cannot be done here',
    text: `The request expects something that we do not offer. ${nothingStored}`,
  },
  'host-foreign': {
    title: 'This is another site',
    text: 'The request was meant for a site that does not live here. Please check the address.',
  },
  'headers-large': {
    title: 'This request is too large',
    text: 'Your browser sent more about itself than we can read. Deleting the cookies of this site may help.',
  },
  broken: {
    title: 'Something went wrong on our side',
    text: 'We could not answer, and we have noted the failure. Please try again; if it happens again, write to us by mail.',
  },
  busy: {
    title: 'We could not save this just now',
    text: 'We could not save this; nothing was lost or sent. Please try again in a minute; your browser’s Back button keeps what you typed.',
  },
  uncertain: {
    title: 'We cannot say whether this was saved',
    text: 'Part of our system stopped answering while it saved this, so it may or may not have been saved. Please send it again in a minute, by your browser’s Back button, which keeps what you typed: the same form sent twice counts once.',
  },
  'busy-reading': {
    title: 'We cannot show this just now',
    text: 'Part of our system does not answer at the moment. Please try again in a minute.',
  },
};

export const thisSite = 'This site is at {origin}/.';

export const home = 'Go to the home page';
