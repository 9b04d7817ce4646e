import { Temporal } from 'temporal-polyfill';
import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import type { Context } from '../context.ts';
import { readAddress } from '../fields/address.ts';
import { type FormProblem, readForm } from '../form.ts';
import { loggedChannels } from '../requests/kinds.ts';
import { type Logged, type LogProblem, log } from '../requests/staff/intake.ts';
import type { Upload } from '../upload.ts';
import { type DeskProblem, perform } from './acts.ts';
import { formTokenNames } from './kinds.ts';
import type { Staff } from './staff/sessions.ts';

export type LogRequestProblem =
  | FormProblem
  | DeskProblem
  | LogProblem
  | 'form-expired'
  | 'files-too-many'
  | 'file-too-large'
  | 'eml-invalid'
  | 'channel-missing'
  | 'kind-missing'
  | 'region-missing'
  | 'behalf-missing';

/**
 * A request that came by mail, post, phone or otherwise, with the day on which it came: the law counts from there, not
 * from when it is entered. Sent twice, the form enters one. Of a mail that was saved as a file, what it says itself need
 * not be typed: who sent it, when it came, and what it says.
 */
export async function logRequest(
  ctx: Context,
  form: FormData,
  staff: Staff,
  uploads: readonly Upload[] = [],
): Promise<Result<Logged, LogRequestProblem>> {
  const read = readForm(form, {
    one: [
      ...(['stamp', 'channel', 'relation', 'behalf', 'business', 'region'] as const),
      ...(['name', 'email', 'details', 'day', 'time'] as const),
    ],
    many: ['kind'],
  });
  if (!read.ok) return read;
  const { one, many } = read.value;
  const stamp = ctx.crypto.formTokens.read(formTokenNames.log, one.stamp, staff.sessionId);
  if (!stamp) return fail('form-expired');
  const saved = readSaved(uploads);
  if (!saved.ok) return saved;
  const eml = saved.value ?? undefined;
  const channel = eml ? 'mail' : loggedChannels.find((channel) => channel === one.channel);
  const receivedAt = one.day.trim() === '' ? undefined : arrivalOf(ctx, one.day.trim(), one.time.trim());
  const missing: LogRequestProblem[] = [
    ...(channel ? [] : ['channel-missing' as const]),
    ...(receivedAt === undefined && !eml ? ['received-at-missing' as const] : []),
    ...(many.kind.length > 0 ? [] : ['kind-missing' as const]),
    ...(one.relation === 'agent' && one.behalf.trim() === '' ? ['behalf-missing' as const] : []),
    ...(one.region === '' ? ['region-missing' as const] : []),
    ...(one.email.trim() && !readAddress(one.email) ? ['email-invalid' as const] : []),
  ];
  if (!channel || missing.length > 0) return fail(...missing);
  const given = (text: string) => (text.trim() === '' ? undefined : text);
  return await perform<Logged, LogProblem>(
    ctx,
    staff,
    { act: 'log', needs: 'answers', reference: ({ reference }) => reference, detail: { channel } },
    (ctx, actor) =>
      log(ctx, {
        ...{ stamp, channel, eml, kinds: many.kind, region: one.region, receivedAt, actor },
        ...{ relation: given(one.relation), behalf: given(one.behalf), business: given(one.business) },
        ...{ name: given(one.name), email: given(one.email), details: given(one.details) },
      }),
  );
}

/** So far into a mail its head is looked for. */
const headSize = 64 * 1024;

/** The mail that was saved as a file, byte for byte; null where none came. */
function readSaved(
  uploads: readonly Upload[],
): Result<Uint8Array | null, 'files-too-many' | 'file-too-large' | 'eml-invalid'> {
  const [upload, ...others] = uploads;
  if (!upload) return succeed(null);
  if (others.length > 0) return fail('files-too-many');
  if (upload.isTooLarge) return fail('file-too-large');
  const eml = Buffer.concat(upload.chunks);
  return /^from:/im.test(eml.subarray(0, headSize).toString('latin1')) ? succeed(eml) : fail('eml-invalid');
}

/** The moment, where we are: without a time noon, which is the same day almost everywhere, or now if that is earlier. */
function arrivalOf(ctx: Context, day: string, time: string): string {
  try {
    const zone = ctx.content.company.timeZone;
    const on = Temporal.PlainDate.from(day);
    const at = on.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time || '12:00') });
    const now = Temporal.Instant.from(ctx.clock.now().toISOString());
    const isToday = now.toZonedDateTimeISO(zone).toPlainDate().equals(on);
    const instant = at.toInstant();
    return String(time === '' && isToday && Temporal.Instant.compare(instant, now) > 0 ? now : instant);
  } catch {
    return '';
  }
}
