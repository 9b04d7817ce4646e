import { sha256 } from '../../src/library/model/digest.ts';
import type { Db } from '../db/database.ts';
import type { RequestRow } from '../db/schema.ts';
import type { RequestsNeeds } from './needs.ts';

export type Sources = ReturnType<typeof createSources>;

/** The mails that a request is made of, byte for byte. */
export function createSources({ clock, sealing }: Pick<RequestsNeeds, 'clock' | 'sealing'>) {
  return { keep, requestWith, of };

  /** False when this mail has been kept before, with whatever request. */
  async function keep(db: Db, { id }: Pick<RequestRow, 'id'>, eml: Uint8Array): Promise<boolean> {
    const body_sealed = sealing.seal(Buffer.from(eml).toString('base64'), placeOf(id));
    const kept = await db
      .insertInto('request_source')
      .values({ digest: sha256(eml), request_id: id, body_sealed, kept_at: clock.now().toISOString() })
      .onConflict((conflict) => conflict.column('digest').doNothing())
      .returning('digest')
      .executeTakeFirst();
    return kept !== undefined;
  }

  /** The request with which this mail has been kept. */
  function requestWith(db: Db, eml: Uint8Array): Promise<RequestRow | undefined> {
    return db
      .selectFrom('request')
      .innerJoin('request_source', 'request_source.request_id', 'request.id')
      .where('request_source.digest', '=', sha256(eml))
      .selectAll('request')
      .executeTakeFirst();
  }

  /** In the order in which they were kept. */
  async function of(db: Db, { id }: Pick<RequestRow, 'id'>): Promise<Buffer[]> {
    const rows = await db
      .selectFrom('request_source')
      .select('body_sealed')
      .where('request_id', '=', id)
      .orderBy('kept_at')
      .orderBy('digest')
      .execute();
    return rows.map(({ body_sealed }) => Buffer.from(sealing.open(body_sealed, placeOf(id)), 'base64'));
  }
}

function placeOf(request: string) {
  return { table: 'request_source', column: 'body_sealed', row: request };
}
