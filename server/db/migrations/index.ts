import type { Migration } from 'kysely/migration';
import * as keys from './0001_keys.ts';
import * as mail from './0002_mail.ts';
import * as limits from './0003_limits.ts';
import * as requests from './0004_requests.ts';
import * as notices from './0005_notices.ts';
import * as accounts from './0006_accounts.ts';
import * as ledger from './0007_ledger.ts';
import * as erasure from './0008_erasure.ts';
import * as api from './0009_api.ts';
import * as desk from './0010_desk.ts';
import * as requestEvents from './0011_request_events.ts';
import * as packages from './0012_packages.ts';

/** In the order in which they run. Listed by hand: nothing is looked for at run time. */
export const migrations: Record<string, Migration> = {
  '0001_keys': keys,
  '0002_mail': mail,
  '0003_limits': limits,
  '0004_requests': requests,
  '0005_notices': notices,
  '0006_accounts': accounts,
  '0007_ledger': ledger,
  '0008_erasure': erasure,
  '0009_api': api,
  '0010_desk': desk,
  '0011_request_events': requestEvents,
  '0012_packages': packages,
};
