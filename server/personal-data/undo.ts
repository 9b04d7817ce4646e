import { type Day, dayIn } from '../../src/library/model/days.ts';
import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { noPassword } from '../accounts/linked-identities.ts';
import * as passwords from '../accounts/passwords/passwords.ts';
import { attemptEach } from '../attempts.ts';
import { hour } from '../clock.ts';
import { forget as forgetAgreements } from '../consent/kept-agreements.ts';
import { type Context, transaction } from '../context.ts';
import { destroyErasableKey, destroyErasableKeysDue, openUnderAnyKey } from '../crypto/erasable-keys.ts';
import { tokenDigest } from '../crypto/tokens.ts';
import type { Schema } from '../db/schema.ts';
import { type FormProblem, readForm } from '../form.ts';
import { forget as forgetMail, queue } from '../mail/outbox.ts';
import * as links from '../one-time-links/one-time-links.ts';
import { type Limit, reached, under } from '../rate-limits/rate-limits.ts';
import { finish, type Kept, restore } from './erasure.ts';

export type UndoLinkProblem = 'undo-link-unknown';

type PasswordProblem = 'password-missing' | 'password-wrong' | 'too-many-tries' | 'busy';
export type UndoProblem = FormProblem | UndoLinkProblem | PasswordProblem | 'address-taken';

const triesOfClient: readonly Limit[] = [{ name: 'undo-client', most: 30, window: hour }];
const triesOfLink: readonly Limit[] = [{ name: 'undo-link', most: 10, window: hour }];

interface Undoable {
  readonly at: Date;
  /** The link ends at its midnight. */
  readonly lastDay: Day;
  readonly asksForPassword: boolean;
}

/** Until when the link works, and with what. Looking changes nothing. */
export async function undoUntil(ctx: Context, token: string): Promise<Result<Undoable, UndoLinkProblem>> {
  const row = await find(ctx, token);
  if (!row) return fail('undo-link-unknown');
  const at = new Date(row.expires_at);
  const lastDay = dayIn(ctx.content.company.timeZone, new Date(at.getTime() - 1));
  return succeed({ at, lastDay, asksForPassword: row.has_password === 1 });
}

/** An account that an app opened may have none: then the mailed link is enough, as it is to set one. */
export function asksForPassword({ accounts }: Kept): boolean {
  return accounts?.account.password_hash !== noPassword;
}

/**
 * An account that was deleted comes back, by the mailed link and its password if it had one, as long as there is its
 * copy. Does not sign in: whoever had a second factor needs it as before.
 */
export async function undo(
  ctx: Context,
  token: string,
  form: FormData,
  client: { address: string },
): Promise<Result<null, UndoProblem>> {
  const read = readForm(form, { one: ['password'] });
  if (!read.ok) return read;
  const { password } = read.value.one;
  const row = await find(ctx, token);
  if (!row) return fail('undo-link-unknown');
  const copy = await open(ctx, row);
  if (!copy) return fail('undo-link-unknown');
  if (asksForPassword(copy) && password === '') return fail('password-missing');
  if (await reached(ctx, [...under(triesOfClient, client.address), ...under(triesOfLink, row.id)]))
    return fail('too-many-tries');
  if (asksForPassword(copy)) {
    const right = await passwords.verify(ctx, copy.accounts?.account.password_hash ?? null, password);
    if (!right.ok) return right;
    if (!right.value) return fail('password-wrong');
  }

  const { subject } = copy;
  const undone = await transaction(ctx, async (ctx): Promise<Result<null, UndoProblem>> => {
    // Once: of two at the same moment, one finds the copy gone.
    const taken = await ctx.db
      .updateTable('undo_copy')
      .set({ id: row.id })
      .where('id', '=', row.id)
      .where('expires_at', '>', ctx.clock.now().toISOString())
      .returning('id')
      .executeTakeFirst();
    if (!taken) return fail('undo-link-unknown');
    if (!(await restore(ctx, copy))) return fail('address-taken');
    await forget(ctx, row.id);
    await forgetAgreements(ctx, row.id);
    await links.keepUsed(ctx, 'account', { subjectId: subject.accountId, purpose: 'undo', token });
    const values = { link: `${ctx.config.origin}/account/sign-in/` };
    await queue(ctx, { to: subject.email, about: subject.accountId, template: 'account-restored', values });
    return succeed(null);
  });
  if (undone.ok) await finish(ctx, copy);
  return undone;
}

/** Copies and keys whose time is over: from then on nobody brings the account back. */
export async function destroyDue(ctx: Context): Promise<number> {
  const now = ctx.timeSeen.now().toISOString();
  const due = await ctx.db.selectFrom('undo_copy').select('id').where('expires_at', '<=', now).execute();
  const keys = await destroyErasableKeysDue(ctx);
  await attemptEach(due, ({ id }) => transaction(ctx, (ctx) => forget(ctx, id)));
  return due.length + keys;
}

/** The copy, its key, and the mail with the link, which is sealed under it. */
async function forget(ctx: Context, id: string): Promise<void> {
  await ctx.db.deleteFrom('undo_copy').where('id', '=', id).execute();
  await destroyErasableKey(ctx, id);
  await forgetMail(ctx, { about: id });
}

function find(ctx: Context, token: string): Promise<Schema['undo_copy'] | undefined> {
  return ctx.db
    .selectFrom('undo_copy')
    .selectAll()
    .where('link_digest', '=', tokenDigest(token))
    .where('expires_at', '>', ctx.clock.now().toISOString())
    .executeTakeFirst();
}

async function open(ctx: Context, { id, copy_sealed }: Schema['undo_copy']): Promise<Kept | null> {
  const copy = await openUnderAnyKey(ctx, copy_sealed, { table: 'undo_copy', column: 'copy_sealed', row: id });
  return copy === null ? null : (JSON.parse(copy) as Kept);
}
