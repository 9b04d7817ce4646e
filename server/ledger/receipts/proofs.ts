import { sha256 } from '../../../src/library/model/digest.ts';
import type { Context } from '../../context.ts';
import { openingOf } from '../commitments.ts';
import { findEntry } from '../entries.ts';
import { findSubject, type Owner } from '../subjects.ts';
import type { Proof } from './proof.ts';

/** What shows to anybody that an entry stands in the ledger, and what it commits to. Null where its owner has none such. */
export async function proofOf(ctx: Context, owner: Owner, entryId: string): Promise<Proof | null> {
  const recorded = await findEntry(ctx, owner, entryId);
  const subject = recorded && (await findSubject(ctx, owner));
  if (!recorded || !subject) return null;
  const { entry, text, previous, digest, signature, parts } = recorded;
  return {
    entry: text,
    previous,
    digest,
    signature,
    parts: Object.fromEntries(
      Object.entries(parts).map(([name, content]) => [
        name,
        {
          content: structuredClone(content) as Proof['parts'][string]['content'],
          opening: openingOf(subject.salt, entry.id, name),
        },
      ]),
    ),
    published: await publishedAfter(ctx, entry.seq),
  };
}

/** The first published head that rests on the entry, and how. */
async function publishedAfter(ctx: Context, seq: number): Promise<Proof['published']> {
  const head = await ctx.db
    .selectFrom('ledger_head')
    .select(['day', 'seq', 'digest'])
    .where('seq', '>=', seq)
    .orderBy('seq')
    .orderBy('day')
    .limit(1)
    .executeTakeFirst();
  if (!head) return null;
  const between = await ctx.db
    .selectFrom('ledger_entry')
    .select('entry')
    .where('seq', '>', seq)
    .where('seq', '<=', head.seq)
    .orderBy('seq')
    .execute();
  return { head, contents: between.map(({ entry }) => sha256(entry)) };
}
