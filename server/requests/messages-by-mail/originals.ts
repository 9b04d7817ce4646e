import { sha256 } from '../../../src/library/model/digest.ts';
import type { Context } from '../../context.ts';
import type { RequestRow } from '../../db/schema.ts';

/** Keeps a mail that a request is made of, byte for byte. False when this mail has been kept before, with whatever request. */
export async function keepSource(ctx: Context, { id }: Pick<RequestRow, 'id'>, eml: Uint8Array): Promise<boolean> {
  const body_sealed = ctx.crypto.encryption.seal(Buffer.from(eml).toString('base64'), placeOf(id));
  const kept = await ctx.db
    .insertInto('request_source')
    .values({ digest: sha256(eml), request_id: id, body_sealed, kept_at: ctx.clock.now().toISOString() })
    .onConflict((conflict) => conflict.column('digest').doNothing())
    .returning('digest')
    .executeTakeFirst();
  return kept !== undefined;
}

/** The request with which this mail has been kept. */
export function requestWith(ctx: Context, eml: Uint8Array): Promise<RequestRow | undefined> {
  return ctx.db
    .selectFrom('request')
    .innerJoin('request_source', 'request_source.request_id', 'request.id')
    .where('request_source.digest', '=', sha256(eml))
    .selectAll('request')
    .executeTakeFirst();
}

/** In the order in which they were kept. */
export async function sourcesOf(ctx: Context, { id }: Pick<RequestRow, 'id'>): Promise<Buffer[]> {
  const rows = await ctx.db
    .selectFrom('request_source')
    .select('body_sealed')
    .where('request_id', '=', id)
    .orderBy('kept_at')
    .orderBy('digest')
    .execute();
  return rows.map(({ body_sealed }) => Buffer.from(ctx.crypto.encryption.open(body_sealed, placeOf(id)), 'base64'));
}

function placeOf(request: string) {
  return { table: 'request_source', column: 'body_sealed', row: request };
}
