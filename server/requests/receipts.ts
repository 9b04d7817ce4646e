import { after, day } from '../clock.ts';
import type { RequestRow } from '../db/schema.ts';
import type { RequestsNeeds } from './needs.ts';
import { receivedPath } from './paths.ts';
import type { Records } from './records.ts';

/** What whoever sent a request is told at once. */
export interface Receipt {
  readonly reference: string;
  readonly receivedOn: string;
  readonly dueOn: string;
  /** As it was typed, for a day and until it is confirmed. */
  readonly email: string | null;
}

export type Receipts = ReturnType<typeof createReceipts>;

/** The page after sending. A reference may be known to others: only the browser that sent the form is led to its page. */
export function createReceipts({
  db,
  clock,
  links,
  records,
}: Pick<RequestsNeeds, 'db' | 'clock' | 'links'> & { readonly records: Records }) {
  return { receipt, receiptPath, receiptOfStamp };

  async function receipt(reference: string, token: string): Promise<Receipt | null> {
    const request = await records.find(db, reference);
    if (!request || !links.verify('received', request.id, token)) return null;
    return {
      reference: request.reference,
      receivedOn: request.received_on,
      dueOn: request.due_on,
      email: isFresh(request) ? (records.personOf(request)?.email ?? null) : null,
    };
  }

  function receiptPath({ id, reference }: Pick<RequestRow, 'id' | 'reference'>): string {
    return receivedPath(reference, links.sign('received', id));
  }

  /** Where the form with this stamp has led. */
  async function receiptOfStamp(stamp: string): Promise<string | null> {
    const request = await records.findByStamp(db, stamp);
    return request ? receiptPath(request) : null;
  }

  function isFresh({ received_at, confirmed_at, closed_at }: RequestRow): boolean {
    const isOpen = confirmed_at === null && closed_at === null;
    return isOpen && received_at > after(clock.now(), -day).toISOString();
  }
}
