import { discard, retry } from './dead-letters.ts';
import { dnsRecords } from './dns-records.ts';
import { list, show } from './records.ts';
import { clearRefusalBy, refusals } from './undeliverable.ts';
import { outage, stop } from './worker.ts';

/** The verbs of the server and of commands. Rooms queue mail by `outbox.ts`; `notices/campaigns/delivery.ts` sends it. */
export const mail = {
  stop,
  outage,
  list,
  show,
  retry,
  discard,
  refusals,
  clearRefusalBy,
  dnsRecords,
};
