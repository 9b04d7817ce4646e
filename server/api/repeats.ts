import { sha256 } from '../../src/library/model/digest.ts';
import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { before } from '../clock.ts';
import { durationOf } from '../content.ts';
import type { Db } from '../db/database.ts';

import type { ApiNeeds } from './needs.ts';

/** An act as its sender names it: sent again under the same name it is done once. */
export interface Act {
  /** Whose name it is: two keys may use the same one. */
  readonly prefix: string;
  readonly name: string;
  /** All that was asked for: under the same name nothing else may be. */
  readonly asked: string;
}

export type RepeatProblem = 'idempotency-key-reused';

/** The answers of the last hours, as many as `content/retention.yaml` says, for those who send an act again because they did not hear the first. */
export function createRepeats({
  db,
  clock,
  timeSeen,
  sealing,
  retention,
}: Pick<ApiNeeds, 'db' | 'clock' | 'timeSeen' | 'sealing' | 'retention'>) {
  const kept = durationOf(retention, 'api-answer');
  return { once, forget };

  /**
   * Acts once. Whoever comes second with the same act, also at the same moment, gets the first one's answer, or that of
   * `again` where there is one; what was refused may be sent again under its name.
   */
  async function once<Problem extends string>(
    { prefix, name, asked }: Act,
    act: (db: Db) => Promise<Result<unknown, Problem>>,
    again: ((db: Db) => Promise<Result<unknown, Problem>>) | null = null,
  ): Promise<Result<unknown, Problem | RepeatProblem>> {
    const id = sha256(JSON.stringify([prefix, name]));
    const now = clock.now();
    return await db.transaction().execute(async (db) => {
      await deleteUntil(db, timeSeen.now(), id);
      const isFirst = await claim(db, id, now);
      if (!isFirst) {
        const before = await answerBefore(db, id, asked);
        return before.ok && again ? await again(db) : before;
      }

      const done = await act(db);
      if (done.ok) await keep(db, id, { asked: sha256(asked), answer: done.value });
      else await db.deleteFrom('api_answer').where('id', '=', id).execute();
      return done;
    });
  }

  /** Another server that acts under the same name at this moment is waited for. */
  async function claim(db: Db, id: string, now: Date): Promise<boolean> {
    const claimed = await db
      .insertInto('api_answer')
      .values({ id, made_at: now.toISOString(), answer_sealed: null })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    return claimed !== undefined;
  }

  async function keep(db: Db, id: string, answer: { asked: string; answer: unknown }): Promise<void> {
    const answer_sealed = sealing.seal(JSON.stringify(answer), placeOf(id));
    await db.updateTable('api_answer').set({ answer_sealed }).where('id', '=', id).execute();
  }

  async function answerBefore(db: Db, id: string, asked: string): Promise<Result<unknown, RepeatProblem>> {
    const { answer_sealed } = await db
      .selectFrom('api_answer')
      .select('answer_sealed')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const before = JSON.parse(sealing.open(answer_sealed ?? '', placeOf(id))) as { asked: string; answer: unknown };
    return before.asked === sha256(asked) ? succeed(before.answer) : fail('idempotency-key-reused');
  }

  async function forget(): Promise<void> {
    await deleteUntil(db, timeSeen.now());
  }

  async function deleteUntil(db: Db, now: Date, id?: string): Promise<void> {
    const old = db.deleteFrom('api_answer').where('made_at', '<=', before(now, kept).toISOString());
    await (id === undefined ? old : old.where('id', '=', id)).execute();
  }
}

function placeOf(row: string) {
  return { table: 'api_answer', column: 'answer_sealed', row };
}
