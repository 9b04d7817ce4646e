import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { type Context, transaction } from '../context.ts';
import { readStamped } from '../form.ts';
import { keepSaved } from '../requests/messages-by-mail/received-mail.ts';
import { readReference } from '../requests/reference.ts';
import * as mail from '../requests/staff/waiting-mail.ts';
import type { Upload } from '../upload.ts';
import { actorOf, type DeskFormProblem, perform, record } from './acts.ts';
import { type AskerProblem, arrivalOf, askerFields, askerOf, missingOf } from './intake.ts';
import { formTokenNames } from './kinds.ts';
import type { Staff } from './staff/sessions.ts';

export type MailActProblem = DeskFormProblem | mail.LogMailProblem | mail.AddMailProblem | AskerProblem | 'act-unknown';

/** Where what was done leads: to the request, or back to the mail that waits. */
interface MailActed {
  readonly reference: string | null;
}

/** One mail, as a person's words are seen: that it was is recorded. */
export async function openMail(ctx: Context, staff: Staff, id: string): Promise<mail.OpenMail | null> {
  const found = await mail.openMail(ctx, id);
  if (found) {
    await transaction(ctx, (ctx) =>
      record(ctx, { actor: actorOf(staff), act: 'view', detail: { what: 'received-mail', mail: id } }),
    );
  }
  return found;
}

export type ReadMailProblem =
  | DeskFormProblem
  | 'eml-missing'
  | 'files-too-many'
  | 'file-too-large'
  | 'eml-invalid'
  | 'mail-full';

/** So far into a mail its head is looked for. */
const headSize = 64 * 1024;

/** Reads a mail that was saved as a file, and has it wait for what is done with it. Gives back its id. */
export async function readSavedMail(
  ctx: Context,
  form: FormData,
  staff: Staff,
  uploads: readonly Upload[] = [],
): Promise<Result<{ readonly id: string }, ReadMailProblem>> {
  const read = readStamped(ctx, form, [formTokenNames.readMail, staff.sessionId], { one: [] });
  if (!read.ok) return read;
  const [upload, ...others] = uploads;
  if (!upload) return fail('eml-missing');
  if (others.length > 0) return fail('files-too-many');
  if (upload.isTooLarge) return fail('file-too-large');
  const eml = Buffer.concat(upload.chunks);
  if (!/^from:/im.test(eml.subarray(0, headSize).toString('latin1'))) return fail('eml-invalid');
  return await perform<{ id: string }, ReadMailProblem>(
    ctx,
    staff,
    { act: 'read-mail', needs: 'answers' },
    async (ctx) => {
      const id = await keepSaved(ctx, eml);
      return id === null ? fail('mail-full') : succeed({ id });
    },
  );
}

/** Makes a request of a mail, puts it into the thread of one, or discards it. */
export async function actOnMail(
  ctx: Context,
  form: FormData,
  staff: Staff,
): Promise<Result<MailActed, MailActProblem>> {
  const read = readStamped(ctx, form, [formTokenNames.mail, staff.sessionId], {
    one: ['act', 'mail', 'reference', ...askerFields],
    many: ['kind'],
  });
  if (!read.ok) return read;
  const { one, stamp } = read.value;
  const by = {
    needs: 'answers',
    reference: ({ reference }: MailActed) => reference ?? undefined,
    detail: { mail: one.mail.slice(0, 50) },
  } as const;
  switch (one.act) {
    case 'log': {
      const missing = missingOf(read.value);
      if (missing.length > 0) return fail(...missing);
      return await perform<MailActed, mail.LogMailProblem>(ctx, staff, { ...by, act: 'log' }, async (ctx, actor) => {
        const arrival = { ...askerOf(read.value), stamp, receivedAt: arrivalOf(ctx, one), actor };
        const logged = await mail.logMail(ctx, one.mail, arrival);
        return logged.ok ? succeed({ reference: logged.value.reference }) : logged;
      });
    }
    case 'add': {
      const reference = one.reference.trim();
      const act = { ...by, act: 'add-mail' } as const;
      return await perform<MailActed, mail.AddMailProblem>(ctx, staff, act, async (ctx, actor) => {
        const added = await mail.addMail(ctx, one.mail, { reference, actor });
        return added.ok ? succeed({ reference: readReference(reference) }) : added;
      });
    }
    case 'discard':
      return await perform<MailActed, 'mail-unknown'>(ctx, staff, { ...by, act: 'discard-mail' }, async (ctx) => {
        const discarded = await mail.discardMail(ctx, one.mail);
        return discarded.ok ? succeed({ reference: null }) : discarded;
      });
    default:
      return fail('act-unknown');
  }
}
