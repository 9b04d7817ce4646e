import { dayIn } from '../../src/library/model/days.ts';
import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import * as accounts from '../accounts/records.ts';
import type { FreshSession } from '../accounts/sessions/sessions.ts';
import { hour } from '../clock.ts';
import { type FormProblem, readForm } from '../form.ts';
import { type Limit, reached, under } from '../rate-limits/rate-limits.ts';
import type { Exported, Subject } from '../subject.ts';
import { archiveOf } from './archive.ts';
import { erasureStamps } from './kinds.ts';
import type { ErasureNeeds } from './needs.ts';

export type ExportProblem = FormProblem | 'form-expired' | 'password-needed' | 'account-gone' | 'too-many-exports';

/** Each is made in one go, while everybody else waits. */
const exportsOfAccount: readonly Limit[] = [{ name: 'export-account', most: 20, window: hour }];

/** Everything about somebody, to take along. */
export interface Export {
  readonly fileName: string;
  readonly archive: Uint8Array;
}

export function createExporting({
  ctx,
  clock,
  stamps,
  config,
  company,
  copies,
  places,
  holdingsOf,
}: ErasureNeeds & { readonly holdingsOf: (subject: Subject) => Promise<Required<Exported>> }) {
  return { exportAll };

  async function exportAll(form: FormData, session: FreshSession): Promise<Result<Export, ExportProblem>> {
    const read = readForm(form, { one: ['stamp'] });
    if (!read.ok) return read;
    if (!session.isFresh) return fail('password-needed');
    if (!stamps.read(erasureStamps.export, read.value.one.stamp, session.id)) return fail('form-expired');
    const account = await accounts.find(ctx, session.accountId);
    if (!account) return fail('account-gone');
    if (await reached(ctx, under(exportsOfAccount, account.id))) return fail('too-many-exports');
    const at = clock.now();
    const holdings = await holdingsOf({ accountId: account.id, email: account.email });
    return succeed({
      fileName: `account-${dayIn(company.timeZone, at)}.zip`,
      archive: await archiveOf({
        holdings,
        copies: await copies.all(account.id),
        content: places.content,
        head: { origin: config.origin, siteName: company.siteName, company: company.name, at },
      }),
    });
  }
}
