import type { Context } from '../context.ts';
import type { LedgerEntryRow } from '../db/schema.ts';
import { commitmentTo, openingOf } from './commitments.ts';
import { type Entry, nameOf } from './entry.ts';
import { isOwnerPart } from './kinds.ts';
import { partsOf } from './parts.ts';
import { isPublished } from './published-texts.ts';
import { placeOfSalt } from './subjects.ts';
import { type Fault, type Verified, verifyChain, type Witness } from './verification.ts';

/** So many entries are held at once. */
const page = 500;

/** First to last. */
export async function* links(ctx: Context): AsyncGenerator<LedgerEntryRow> {
  let last: LedgerEntryRow | undefined;
  do {
    const after = last?.seq;
    const rows: LedgerEntryRow[] = await ctx.db
      .selectFrom('ledger_entry')
      .selectAll()
      .$if(after !== undefined, (query) => query.where('seq', '>', after ?? 0))
      .orderBy('seq')
      .limit(page)
      .execute();
    yield* rows;
    last = rows.at(-1);
  } while (last);
}

export function verify(ctx: Context, witnesses: readonly Witness[]): Promise<Verified> {
  return verifyChain(links(ctx), witnesses, (row: LedgerEntryRow, entry) => examine(ctx, row, entry));
}

/** Whether the entry is ours, its columns say what it says, and the parts are those that it commits to. */
async function examine(ctx: Context, row: LedgerEntryRow, entry: Entry): Promise<Fault | null> {
  const isSame =
    row.id === entry.id &&
    row.kind === entry.kind &&
    row.subject_id === entry.subject &&
    row.about === nameOf(entry.about) &&
    row.version === entry.about.version &&
    row.at === entry.at;
  if (!isSame) return 'columns-differ';
  if (!isPublished(ctx, entry.about)) return 'text-unknown';
  if (ctx.crypto.signing.verify(row.digest, row.signature) !== 'right') return 'unsigned';

  const subject = await ctx.db
    .selectFrom('ledger_subject')
    .selectAll()
    .where('id', '=', row.subject_id)
    .executeTakeFirst();
  const parts = await partsOf(ctx, row.id);
  // Whoever is erased is nobody's, and whoever is somebody's is not erased.
  if (subject?.erased_at && (subject.account_id ?? subject.subscriber_id) !== null) return 'owner-differs';
  if (!subject?.salt_sealed) return parts.length > 0 || !subject?.erased_at ? 'part-differs' : null;
  const salt = saltOf(ctx, subject.id, subject.salt_sealed);
  if (salt === null) return 'part-differs';
  const names = Object.keys(entry.commitments);
  if (!subject.erased_at && names.some((name) => !parts.some(([kept]) => kept === name))) return 'part-missing';
  for (const [name, content] of parts) {
    if (content === null || commitmentTo(content, openingOf(salt, row.id, name)) !== entry.commitments[name])
      return 'part-differs';
    if (isOwnerPart(name) && content !== subject[`${name}_id`]) return 'owner-differs';
  }
  return null;
}

/** Null where it is none of ours. */
function saltOf(ctx: Context, subjectId: string, sealed: string): string | null {
  try {
    return ctx.crypto.encryption.open(sealed, placeOfSalt(subjectId));
  } catch {
    return null;
  }
}
