import { day, hour } from '../clock.ts';
import type { Db } from '../db/database.ts';
import type { Limit } from '../http/limits.ts';
import type { RequestsNeeds } from './needs.ts';

export const requestsOfClient: readonly Limit[] = [{ name: 'request', most: 10, window: hour }];
export const requestsOfAddress: readonly Limit[] = [
  { name: 'request-of-address', most: 5, window: hour },
  { name: 'request-of-address-daily', most: 10, window: day },
];
export const caseLinksOfClient: readonly Limit[] = [{ name: 'case-link', most: 10, window: hour }];
export const messagesOfRequest: readonly Limit[] = [{ name: 'request-message', most: 20, window: hour }];
/** A form that asks for a link, sent twice, asks once. */
export const oncePerStamp: readonly Limit[] = [{ name: 'case-link-stamp', most: 1, window: day }];
/** Counts together with every other form that makes us write to an address. */
export const mailToAddress: readonly Limit[] = [
  { name: 'mail-to-address', most: 3, window: hour },
  { name: 'mail-to-address-daily', most: 10, window: day },
];

/** Counts an act under each limit, until one of them is reached. */
export async function allowAll(
  limits: RequestsNeeds['limits'],
  each: readonly Limit[],
  subject: string,
  db?: Db,
): Promise<boolean> {
  for (const limit of each) if (!(await limits.allow(limit, subject, db))) return false;
  return true;
}
