import { sha256 } from '../../src/library/model/digest.ts';
import { canonicalJson, type Json } from '../../src/library/model/files/canonical-json.ts';
import type { Context } from '../context.ts';
import type { Place } from '../crypto/encryption.ts';
import { shownPart, wordingPart } from './kinds.ts';

/** What an entry commits to, as it is kept: null where that is none of ours, or was altered. */
type KeptPart = readonly [name: string, content: Json | null];

/** Parts that are our own words: thousands of entries share them, and they are kept once, under their digest. */
const words: readonly string[] = [shownPart, wordingPart];

/** In the transaction of the entry. */
export async function keepParts(ctx: Context, entryId: string, parts: Readonly<Record<string, Json>>): Promise<void> {
  const rows: { entry_id: string; name: string; content_sealed: string }[] = [];
  for (const [name, content] of Object.entries(parts)) {
    const kept = words.includes(name) ? await keepWords(ctx, content) : content;
    const content_sealed = ctx.crypto.encryption.seal(JSON.stringify(kept), placeOf(entryId, name));
    rows.push({ entry_id: entryId, name, content_sealed });
  }
  await ctx.db.insertInto('ledger_part').values(rows).execute();
}

export async function partsOf(ctx: Context, entryId: string): Promise<KeptPart[]> {
  const rows = await ctx.db.selectFrom('ledger_part').selectAll().where('entry_id', '=', entryId).execute();
  const parts = rows.map(
    ({ name, content_sealed }) => [name, open(ctx, content_sealed, placeOf(entryId, name))] as const,
  );
  const digests = parts.flatMap(([name, kept]) => (words.includes(name) && typeof kept === 'string' ? [kept] : []));
  const found = digests.length > 0 ? await wordsOf(ctx, digests) : new Map<string, Json>();
  return parts.map(([name, kept]) => [name, words.includes(name) ? (found.get(String(kept)) ?? null) : kept]);
}

/** Gives the digest under which they are kept. */
async function keepWords(ctx: Context, content: Json): Promise<string> {
  const text = canonicalJson(content);
  const digest = sha256(text);
  await ctx.db
    .insertInto('ledger_words')
    .values({ digest, words: text })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return digest;
}

async function wordsOf(ctx: Context, digests: readonly string[]): Promise<Map<string, Json>> {
  const rows = await ctx.db.selectFrom('ledger_words').selectAll().where('digest', 'in', digests).execute();
  const ours = rows.filter(({ digest, words }) => sha256(words) === digest);
  return new Map(ours.map(({ digest, words }) => [digest, JSON.parse(words) as Json]));
}

function open({ crypto }: Context, sealed: string, place: Place): Json | null {
  try {
    return JSON.parse(crypto.encryption.open(sealed, place)) as Json;
  } catch {
    return null;
  }
}

function placeOf(entryId: string, name: string): Place {
  return { table: 'ledger_part', column: 'content_sealed', row: `${entryId}/${name}` };
}
