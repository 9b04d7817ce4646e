import { fail, type Result } from '../../src/library/model/result.ts';
import { type Context, transaction } from '../context.ts';
import type { StampedProblem } from '../form.ts';
import { appendDeskAct } from '../ledger/desk-acts.ts';
import { type DeskAct, type Role, rolesOf } from './kinds.ts';
import * as records from './staff/records.ts';
import type { Staff } from './staff/sessions.ts';

/** No act at the desk goes past these: somebody ended meanwhile, or never had the role. */
type DeskProblem = 'signed-out' | 'role-missing';

/** The same of an act by a form. */
export type DeskFormProblem = StampedProblem | DeskProblem;

interface Performing<Value> {
  readonly act: DeskAct;
  /** Of the request that it is about; of one that the act has opened, as its value says. */
  readonly reference?: string | ((value: Value) => string | undefined);
  readonly needs: Role;
  /** What else the record says, as codes: nothing personal, for it is never erased. */
  readonly detail?: Readonly<Record<string, string>>;
}

/**
 * One act of one of the staff, in one transaction: the role as it is now, a room's verb, and, where it succeeded, the
 * record of it. The verb is handed who acts, as `staff:<id>`.
 */
export async function perform<Value, Problem extends string>(
  ctx: Context,
  staff: Staff,
  { act, reference, needs, detail = {} }: Performing<Value>,
  verb: (ctx: Context, actor: string) => Promise<Result<Value, Problem>>,
): Promise<Result<Value, Problem | DeskProblem>> {
  return await transaction<Result<Value, Problem | DeskProblem>>(ctx, async (ctx) => {
    const row = await records.lockRow(ctx, staff.id);
    if (!row || row.ended_at !== null) return fail('signed-out');
    if (!rolesOf(row.role as Role).includes(needs)) return fail('role-missing');
    const actor = actorOf(staff);
    const result = await verb(ctx, actor);
    if (!result.ok) return result;
    const about = typeof reference === 'function' ? reference(result.value) : reference;
    await record(ctx, { actor, act, reference: about, detail });
    return result;
  });
}

/** Records that personal data of a request was seen, before it is shown: `what` says which, as a code. */
export async function view(
  ctx: Context,
  staff: Staff,
  { reference, what }: { readonly reference: string; readonly what: string },
): Promise<void> {
  await transaction(ctx, (ctx) => record(ctx, { actor: actorOf(staff), act: 'view', reference, detail: { what } }));
}

/** The same of what is not done by a verb at the desk, as by the operator's commands. In the transaction of the act. */
export async function record(
  ctx: Context,
  act: {
    readonly actor: string;
    readonly act: DeskAct;
    readonly reference?: string | undefined;
    readonly detail?: Readonly<Record<string, string>>;
  },
): Promise<void> {
  await appendDeskAct(ctx, { ...act, reference: act.reference ?? null, detail: { ...act.detail } });
}

/** Who acts by a command. */
export const operator = 'command';

export function actorOf({ id }: Pick<Staff, 'id'>): string {
  return `staff:${id}`;
}
