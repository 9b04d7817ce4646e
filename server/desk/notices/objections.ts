import { fail, type Result } from '../../../src/library/model/result.ts';
import type { Context } from '../../context.ts';
import { readAddress } from '../../fields/address.ts';
import { plainDay } from '../../fields/code.ts';
import { readStamped } from '../../form.ts';
import {
  findObjection,
  type LogObjectionProblem,
  logObjection,
  objectorOf,
  openObjections,
  type SettleProblem,
  settledObjections,
  settleObjection,
  windowOf,
} from '../../notices/objections/objections.ts';
import type { Objection } from '../../notices/objections/records.ts';
import { type DeskFormProblem, perform, view } from '../acts.ts';
import { formTokenNames } from '../kinds.ts';
import type { Staff } from '../staff/sessions.ts';
import { type Effective, effectOf } from './effects.ts';

/** An objection with the change that it is about. */
interface ListedObjection extends Objection, Effective {}

/** What waits for our answer, what is due first, and what was settled. */
export async function listObjections(
  ctx: Context,
): Promise<{ readonly open: readonly ListedObjection[]; readonly settled: readonly ListedObjection[] }> {
  const withEffect = (one: Objection): ListedObjection => ({ ...one, ...effectOf(ctx, one) });
  return {
    open: (await openObjections(ctx)).map(withEffect),
    settled: (await settledObjections(ctx)).map(withEffect),
  };
}

/** One, with who objected: that it was looked at stands on record. */
export async function openObjectionCase(ctx: Context, staff: Staff, id: string) {
  const objection = await findObjection(ctx, id);
  if (!objection) return null;
  await view(ctx, staff, { reference: referenceOf(id), what: 'objection' });
  return {
    objection: { ...objection, ...effectOf(ctx, objection) },
    objector: await objectorOf(ctx, objection),
    told: await windowOf(ctx, objection),
  };
}

export type SettleObjectionProblem = DeskFormProblem | SettleProblem;

/** Settles one, with words to whoever objected. */
export async function settleObjectionAtDesk(
  ctx: Context,
  form: FormData,
  staff: Staff,
  id: string,
): Promise<Result<null, SettleObjectionProblem>> {
  const read = readStamped(ctx, form, [formTokenNames.notices, staff.sessionId], { one: ['outcome', 'message'] });
  if (!read.ok) return read;
  const { outcome, message } = read.value.one;
  const act = { act: 'objection-settle', reference: referenceOf(id), needs: 'approves', detail: { outcome } } as const;
  return await perform<null, SettleObjectionProblem>(ctx, staff, act, (ctx, actor) =>
    settleObjection(ctx, id, { outcome, message, actor }),
  );
}

export type LogObjectionAtDeskProblem = DeskFormProblem | LogObjectionProblem | 'email-missing' | 'email-invalid';

/** Enters one that came by mail. Gives its id. */
export async function logObjectionAtDesk(
  ctx: Context,
  form: FormData,
  staff: Staff,
): Promise<Result<string, LogObjectionAtDeskProblem>> {
  const read = readStamped(ctx, form, [formTokenNames.notices, staff.sessionId], {
    one: ['email', 'version', 'objected-on', 'grounds'],
  });
  if (!read.ok) return read;
  const { email: written, version, 'objected-on': day, grounds } = read.value.one;
  const email = readAddress(written);
  if (!email) return fail(written.trim() ? 'email-invalid' : 'email-missing');
  const act = { act: 'objection-log', needs: 'answers' } as const;
  return await perform<string, LogObjectionAtDeskProblem>(ctx, staff, act, (ctx) =>
    logObjection(ctx, { email, version: version.trim(), objectedOn: plainDay(day), grounds }),
  );
}

function referenceOf(id: string): string {
  return `objection-${id}`;
}
