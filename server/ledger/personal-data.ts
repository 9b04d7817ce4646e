import type { Context } from '../context.ts';
import type { Exported, Subject } from '../subject.ts';
import { entriesOf } from './entries.ts';
import { nameOf } from './entry.ts';
import { eraseSubject, type KeptSubject, restoreSubject } from './subjects.ts';

/** Each entry as it stands in the ledger, with what it commits to: enough to check it. */
export async function exportFor(ctx: Context, { accountId }: Subject): Promise<Exported> {
  const entries = await entriesOf(ctx, accountId);
  return {
    tables: {
      ledger: entries.map(({ entry, text, previous, digest, signature, parts }) => ({
        seq: entry.seq,
        id: entry.id,
        at: entry.at,
        kind: entry.kind,
        about: nameOf(entry.about),
        version: entry.about.version,
        account_id: accountId,
        parts: JSON.stringify(parts),
        entry: text,
        previous,
        digest,
        signature,
      })),
    },
  };
}

export function erase(ctx: Context, { accountId }: Subject): Promise<KeptSubject | null> {
  return eraseSubject(ctx, accountId);
}

export async function restore(ctx: Context, kept: KeptSubject | null, { accountId }: Subject): Promise<void> {
  if (kept) await restoreSubject(ctx, kept, accountId);
}
