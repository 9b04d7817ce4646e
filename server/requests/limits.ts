import { day, hour } from '../clock.ts';
import type { Limit } from '../rate-limits/rate-limits.ts';

/** As many as an office behind one network makes on a busy day, and few enough that the staff are not flooded. */
export const requestsOfClient: readonly Limit[] = [{ name: 'request', most: 100, window: hour }];
/** Each correction of a form is another. */
export const draftsOfClient: readonly Limit[] = [{ name: 'request-draft', most: 300, window: hour }];
/** Whoever uses them up in somebody else's name leaves the person's own network as many. */
export const requestsOfAddressFromClient: readonly Limit[] = [
  { name: 'request-of-address-from', most: 10, window: day },
];
/** From whatever networks, an address that asks for more waits for its links longer than a day. */
export const requestsOfAddress: readonly Limit[] = [{ name: 'request-of-address', most: 20, window: day }];
/** The same of requests that bring files, before anybody has confirmed the address. */
export const requestsWithFilesOfClient: readonly Limit[] = [{ name: 'request-with-files', most: 10, window: hour }];
export const caseLinksOfClient: readonly Limit[] = [{ name: 'case-link', most: 100, window: hour }];
export const messagesOfRequest: readonly Limit[] = [{ name: 'request-message', most: 20, window: hour }];
/** A form that asks for a link, sent twice, asks once. */
export const oncePerStamp: readonly Limit[] = [{ name: 'case-link-stamp', most: 1, window: day }];

/** Codes that are tried on one answer: so few of so many possible ones that nobody hits upon one. */
export const triesOfAnswer: readonly Limit[] = [{ name: 'answer-code-try', most: 10, window: hour }];

/**
 * Milliseconds that a form takes at least whose work depends on what we hold: nobody learns by the time which references
 * there are, and who has an account.
 */
export const sameForAll = 150;
