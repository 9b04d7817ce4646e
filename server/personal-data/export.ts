import { dayIn } from '../../src/library/model/days.ts';
import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import * as logins from '../accounts/personal-data.ts';
import * as accounts from '../accounts/records.ts';
import type { FreshSession } from '../accounts/sessions/sessions.ts';
import { hour } from '../clock.ts';
import { copies } from '../consent/copies.ts';
import type { Context } from '../context.ts';
import { type FormProblem, readForm } from '../form.ts';
import * as acts from '../ledger/personal-data.ts';
import * as mails from '../mail/personal-data.ts';
import * as subscriptions from '../notices/personal-data.ts';
import { type Limit, reached, under } from '../rate-limits/rate-limits.ts';
import * as requests from '../requests/personal-data.ts';
import type { Exported, Subject } from '../subject.ts';
import { archiveOf } from './archive/archive.ts';
import { erasureStamps } from './kinds.ts';

export type ExportProblem = FormProblem | 'form-expired' | 'password-needed' | 'account-gone' | 'too-many-exports';

/** Each is made in one go, while everybody else waits. */
const exportsOfAccount: readonly Limit[] = [{ name: 'export-account', most: 20, window: hour }];

/** Everything about somebody, to take along. */
export interface Export {
  readonly fileName: string;
  readonly archive: Uint8Array;
}

export async function exportAll(
  ctx: Context,
  form: FormData,
  session: FreshSession,
): Promise<Result<Export, ExportProblem>> {
  const read = readForm(form, { one: ['stamp'] });
  if (!read.ok) return read;
  if (!session.isFresh) return fail('password-needed');
  if (!ctx.crypto.stamps.read(erasureStamps.export, read.value.one.stamp, session.id)) return fail('form-expired');
  const account = await accounts.find(ctx, session.accountId);
  if (!account) return fail('account-gone');
  if (await reached(ctx, under(exportsOfAccount, account.id))) return fail('too-many-exports');
  const at = ctx.clock.now();
  const holdings = await holdingsOf(ctx, { accountId: account.id, email: account.email });
  return succeed({
    fileName: `account-${dayIn(ctx.content.company.timeZone, at)}.zip`,
    archive: await archiveOf({
      holdings,
      copies: await copies.all(ctx, account.id),
      content: ctx.content.folder,
      head: {
        origin: ctx.config.origin,
        siteName: ctx.content.company.siteName,
        company: ctx.content.company.name,
        at,
      },
    }),
  });
}

/** All that is held about the holder of an account, opened, whichever room holds it. */
export async function holdingsOf(ctx: Context, subject: Subject): Promise<Required<Exported>> {
  const matters = {
    about: await subscriptions.mattersOf(ctx, subject),
    shared: await requests.mattersOf(ctx, subject),
  };
  return together(
    await Promise.all([
      logins.exportFor(ctx, subject),
      acts.exportFor(ctx, subject),
      requests.exportFor(ctx, subject),
      subscriptions.exportFor(ctx, subject),
      mails.exportFor(ctx, subject, matters),
      waitingOf(ctx, subject),
    ]),
  );
}

async function waitingOf({ db }: Context, { accountId }: Subject): Promise<Exported> {
  const rows = await db.selectFrom('pending_deletion').selectAll().where('account_id', '=', accountId).execute();
  return { tables: { pending_deletion: rows.map((row) => ({ ...row })) } };
}

/** Two rooms cannot give a table of the same name. */
function together(parts: readonly Exported[]): Required<Exported> {
  const names = parts.flatMap(({ tables, files = {} }) => [...Object.keys(tables), ...Object.keys(files)]);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice) throw new Error(`Two rooms export "${twice}"`);
  return {
    tables: Object.assign({}, ...parts.map(({ tables }) => tables)) as Exported['tables'],
    files: Object.assign({}, ...parts.map(({ files }) => files ?? {})) as Required<Exported>['files'],
  };
}
