import type { Context } from '../../context.ts';
import type { RequestRow } from '../../db/schema.ts';
import type { FileProblem } from './kinds.ts';

const megabyte = 1024 * 1024;

/** What the people who ask may leave with us. What staff add is not counted: it must never fail to reach somebody. */
export const quota = {
  /** Of one request. */
  files: 50,
  bytes: 100 * megabyte,
  /** Of all requests whose address nobody has confirmed, so that strangers never use up what is for the others. */
  unconfirmedBytes: 2 * 1024 * megabyte,
  /** Of all requests. */
  allBytes: 20 * 1024 * megabyte,
} as const;

/** Whether as much is too much: for the request, or for all of them. */
export async function quotaProblem(
  ctx: Context,
  { id }: Pick<RequestRow, 'id'>,
  files: readonly { readonly size: number }[],
): Promise<FileProblem | null> {
  const added = files.reduce((sum, { size }) => sum + size, 0);
  const own = await kept(ctx).where('request_file.request_id', '=', id).executeTakeFirstOrThrow();
  if (Number(own.files) + files.length > quota.files || Number(own.bytes ?? 0) + added > quota.bytes) {
    return 'files-over-quota';
  }
  const all = await kept(ctx).executeTakeFirstOrThrow();
  if (Number(all.bytes ?? 0) + added > quota.allBytes) return 'files-full';
  const request = await ctx.db.selectFrom('request').select('confirmed_at').where('id', '=', id).executeTakeFirst();
  if (request?.confirmed_at) return null;
  const unconfirmed = await kept(ctx)
    .innerJoin('request', 'request.id', 'request_file.request_id')
    .where('request.confirmed_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(unconfirmed.bytes ?? 0) + added > quota.unconfirmedBytes ? 'files-full' : null;
}

function kept({ db }: Context) {
  return db
    .selectFrom('request_file')
    .where('request_file.author', '=', 'person')
    .where('request_file.key_sealed', 'is not', null)
    .select(({ fn }) => [fn.count<number>('request_file.id').as('files'), fn.sum('request_file.size').as('bytes')]);
}
