import type { Json } from '../../src/library/model/canonical-json.ts';
import type { Context } from '../context.ts';
import type { Exported, Subject } from '../subject.ts';
import { entriesOf } from './entries.ts';
import { nameOf } from './entry.ts';
import { ownerPart, wordingPart } from './kinds.ts';
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
        given: givenIn(parts),
        parts: JSON.stringify(parts),
        entry: text,
        previous,
        digest,
        signature,
      })),
    },
  };
}

/** The words of the person themselves, line by line: without numbers, and without our own words of the receipt. */
function givenIn({ [ownerPart]: owner, [wordingPart]: wording, ...parts }: Readonly<Record<string, Json>>): string {
  const words = Object.values(parts).flatMap((part) =>
    part && typeof part === 'object' ? Object.values(part) : [part],
  );
  return [...new Set(words)].filter((word) => typeof word === 'string' && word !== '').join('\n');
}

export function erase(ctx: Context, { accountId }: Subject): Promise<KeptSubject | null> {
  return eraseSubject(ctx, accountId);
}

export async function restore(ctx: Context, kept: KeptSubject | null, { accountId }: Subject): Promise<void> {
  if (kept) await restoreSubject(ctx, kept, accountId);
}
