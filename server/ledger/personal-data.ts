import type { Json } from '../../src/library/model/files/canonical-json.ts';
import type { Context } from '../context.ts';
import type { Subject } from '../subject.ts';
import { entriesOf } from './entries.ts';
import { nameOf } from './entry.ts';
import { isOwnerPart, shownPart, wordingPart } from './kinds.ts';
import { eraseSubject, type KeptSubject, type Owner, restoreSubject } from './subjects.ts';

/** Of an account, and of those who hear about documents. */
export async function heldFor(ctx: Context, { accountId }: Subject, subscribers: readonly string[]) {
  const ofAccount = await rowsOf(ctx, { accountId });
  const ofSubscribers = subscribers.map(async (subscriberId) =>
    (await rowsOf(ctx, { subscriberId })).map((row) => ({ ...row, subscriber_id: subscriberId })),
  );
  return {
    ledger: ofAccount.map((row) => ({ ...row, account_id: accountId })),
    subscription_ledger: (await Promise.all(ofSubscribers)).flat(),
  };
}

/** Each entry as it stands in the ledger, with what it commits to: enough to check it. */
async function rowsOf(ctx: Context, owner: Owner) {
  return (await entriesOf(ctx, owner)).map(({ entry, text, previous, digest, signature, parts }) => ({
    seq: entry.seq,
    id: entry.id,
    at: entry.at,
    kind: entry.kind,
    about: nameOf(entry.about),
    version: entry.about.version,
    given: givenIn(parts),
    parts: JSON.stringify(parts),
    entry: text,
    previous,
    digest,
    signature,
  }));
}

/** The words of the person themselves, line by line: without numbers, and without our own words. */
function givenIn(parts: Readonly<Record<string, Json>>): string {
  const words = Object.entries(parts)
    .filter(([name]) => name !== wordingPart && name !== shownPart && !isOwnerPart(name))
    .flatMap(([, part]) => (part && typeof part === 'object' ? Object.values(part) : [part]));
  return [...new Set(words)].filter((word) => typeof word === 'string' && word !== '').join('\n');
}

export function erase(ctx: Context, { accountId }: Subject): Promise<KeptSubject | null> {
  return eraseSubject(ctx, { accountId });
}

export async function restore(ctx: Context, kept: KeptSubject | null, { accountId }: Subject): Promise<void> {
  if (kept) await restoreSubject(ctx, kept, { accountId });
}
