import { sha256 } from '../../src/library/model/digest.ts';
import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { before } from '../clock.ts';
import { durationOf } from '../content.ts';
import { type Context, transaction } from '../context.ts';

/** An act as its sender names it: sent again under the same name it is done once. */
interface NamedAct {
  /** Whose name it is: two keys may use the same one. */
  readonly prefix: string;
  readonly name: string;
  /** All that was asked for: under the same name nothing else may be. */
  readonly asked: string;
}

type ReuseProblem = 'idempotency-key-reused';

/**
 * Acts once, and keeps the answer for as many hours as `content/retention.yaml` says. Whoever comes second with the same act, also at the same moment, gets the first one's answer, or that of
 * `again` where there is one; what was refused may be sent again under its name.
 */
export async function once<Problem extends string>(
  ctx: Context,
  { prefix, name, asked }: NamedAct,
  act: (ctx: Context) => Promise<Result<unknown, Problem>>,
  again: ((ctx: Context) => Promise<Result<unknown, Problem>>) | null = null,
): Promise<Result<unknown, Problem | ReuseProblem>> {
  const id = sha256(JSON.stringify([prefix, name]));
  const now = ctx.clock.now();
  return await transaction(ctx, async (ctx) => {
    await deleteUntil(ctx, ctx.timeSeen.now(), id);
    const isFirst = await claim(ctx, id, now);
    if (!isFirst) {
      const before = await answerBefore(ctx, id, asked);
      return before.ok && again ? await again(ctx) : before;
    }

    const done = await act(ctx);
    if (done.ok) await keep(ctx, id, { asked: sha256(asked), answer: done.value });
    else await ctx.db.deleteFrom('api_answer').where('id', '=', id).execute();
    return done;
  });
}

/** Another server that acts under the same name at this moment is waited for. */
async function claim(ctx: Context, id: string, now: Date): Promise<boolean> {
  const claimed = await ctx.db
    .insertInto('api_answer')
    .values({ id, made_at: now.toISOString(), answer_sealed: null })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return claimed !== undefined;
}

async function keep(ctx: Context, id: string, answer: { asked: string; answer: unknown }): Promise<void> {
  const answer_sealed = ctx.crypto.encryption.seal(JSON.stringify(answer), placeOf(id));
  await ctx.db.updateTable('api_answer').set({ answer_sealed }).where('id', '=', id).execute();
}

async function answerBefore(ctx: Context, id: string, asked: string): Promise<Result<unknown, ReuseProblem>> {
  const { answer_sealed } = await ctx.db
    .selectFrom('api_answer')
    .select('answer_sealed')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const before = JSON.parse(ctx.crypto.encryption.open(answer_sealed ?? '', placeOf(id))) as {
    asked: string;
    answer: unknown;
  };
  return before.asked === sha256(asked) ? succeed(before.answer) : fail('idempotency-key-reused');
}

export async function forget(ctx: Context): Promise<void> {
  await deleteUntil(ctx, ctx.timeSeen.now());
}

async function deleteUntil(ctx: Context, now: Date, id?: string): Promise<void> {
  const old = ctx.db
    .deleteFrom('api_answer')
    .where('made_at', '<=', before(now, durationOf(ctx.content.retention, 'api-answer')).toISOString());
  await (id === undefined ? old : old.where('id', '=', id)).execute();
}

function placeOf(row: string) {
  return { table: 'api_answer', column: 'answer_sealed', row };
}
