import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { type Context, transaction } from '../../context.ts';
import { legible } from '../../fields/text.ts';
import { attach } from '../files/files.ts';
import { type ArrivalProblem, readArrival } from '../messages-by-mail/arrival.ts';
import { filesOf, takenOf } from '../messages-by-mail/attachments.ts';
import { readEml } from '../messages-by-mail/eml.ts';
import { keepSource, requestWith } from '../messages-by-mail/originals.ts';
import { addMessage, lockRequest } from '../records.ts';
import { heard } from '../waits.ts';
import type { Acting } from './act.ts';

/** What came about a request after it was opened, and not by its page. */
interface Addition extends Acting {
  /** The mail as it came, byte for byte. */
  readonly eml?: Uint8Array | undefined;
  /** What the person said, where no mail tells it. */
  readonly message?: string | undefined;
  readonly receivedAt?: string | undefined;
}

export interface Added {
  readonly writtenAt: Date;
  /** False when the same mail had been added before. */
  readonly isNew: boolean;
  /** Whether the request was closed: then it may be an appeal. */
  readonly isClosed: boolean;
}

export type AddProblem =
  | ArrivalProblem
  | 'reference-unknown'
  | 'request-erased'
  | 'request-given-up'
  | 'changed-meanwhile'
  | 'nothing-to-add'
  | 'sender-other'
  | 'mail-elsewhere';

/** Has a later mail of the person stand on the page of the request, as if it had been written there. */
export async function add(ctx: Context, reference: string, addition: Addition): Promise<Result<Added, AddProblem>> {
  const eml = addition.eml && (await readEml(addition.eml, ctx.content.company.privacyAddress));
  const text = legible(eml?.text ?? addition.message ?? '');
  if (!text) return fail('nothing-to-add');
  const arrival = readArrival(addition.receivedAt, { times: eml?.times ?? [], now: ctx.clock.now() });
  if (!arrival.ok) return arrival;
  const writtenAt = arrival.value;
  const files = addition.eml ? takenOf(await filesOf(addition.eml)) : [];

  return await transaction(ctx, async (ctx) => {
    const request = await lockRequest(ctx, reference);
    if (!request) return fail('reference-unknown');
    if (addition.revision !== undefined && addition.revision !== request.revision) return fail('changed-meanwhile');
    if (request.erased_at) return fail('request-erased');
    if (request.outcome === 'unconfirmed') return fail('request-given-up');
    if (eml && !isFrom(ctx, request.address_index, eml.address)) return fail('sender-other');
    const added = { writtenAt, isClosed: request.closed_at !== null };
    if (addition.eml && !(await keepSource(ctx, request, addition.eml))) {
      const known = await requestWith(ctx, addition.eml);
      return known?.id === request.id ? succeed({ ...added, isNew: false }) : fail('mail-elsewhere');
    }
    const messageId = await addMessage(ctx, { request, author: 'person', text, stamp: null, writtenAt });
    // What finds no room stays in the original alone.
    await attach(ctx, request, { files, purpose: 'message', author: 'person', messageId });
    await heard(ctx, request, { at: writtenAt, actor: addition.actor });
    return succeed({ ...added, isNew: true });
  });
}

/** Anybody can name a reference. Without an address on file there is nothing to compare. */
function isFrom(ctx: Context, index: string | null, address: string | null): boolean {
  return index === null || (address !== null && ctx.crypto.blindIndex.indexes(address).includes(index));
}
