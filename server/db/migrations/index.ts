import type { Migration } from 'kysely/migration';
import * as mail from './0001_mail.ts';
import * as limits from './0002_limits.ts';
import * as requests from './0003_requests.ts';
import * as notices from './0004_notices.ts';

/** In the order in which they run. Listed by hand: nothing is looked for at run time. */
export const migrations: Record<string, Migration> = {
  '0001_mail': mail,
  '0002_limits': limits,
  '0003_requests': requests,
  '0004_notices': notices,
};
