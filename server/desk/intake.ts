import { Temporal } from 'temporal-polyfill';
import { fail, problemsIn, type Result } from '../../src/library/model/result.ts';
import type { Context } from '../context.ts';
import { readAddress } from '../fields/address.ts';
import { plainDay } from '../fields/code.ts';
import { type FormValues, readStamped } from '../form.ts';
import { loggedChannels } from '../requests/kinds.ts';
import { type Logged, type LogProblem, log } from '../requests/staff/intake.ts';
import { type DeskFormProblem, perform } from './acts.ts';
import { formTokenNames } from './kinds.ts';
import type { Staff } from './staff/sessions.ts';

export type LogRequestProblem = DeskFormProblem | LogProblem | AskerProblem | 'channel-missing';

/**
 * A request that came by mail, post, phone or otherwise, with the day on which it came: the law counts from there, not
 * from when it is entered. Sent twice, the form enters one.
 */
export async function logRequest(
  ctx: Context,
  form: FormData,
  staff: Staff,
): Promise<Result<Logged, LogRequestProblem>> {
  const read = readStamped(ctx, form, [formTokenNames.log, staff.sessionId], {
    one: ['channel', 'details', ...askerFields],
    many: ['kind'],
  });
  if (!read.ok) return read;
  const { one, stamp } = read.value;
  const channel = loggedChannels.find((channel) => channel === one.channel);
  const receivedAt = arrivalOf(ctx, one);
  const missing: LogRequestProblem[] = [
    ...problemsIn({ 'channel-missing': !channel, 'received-at-missing': receivedAt === undefined }),
    ...missingOf(read.value),
    ...problemsIn({ 'email-invalid': one.email.trim() !== '' && !readAddress(one.email) }),
  ];
  if (!channel || missing.length > 0) return fail(...missing);
  return await perform<Logged, LogProblem>(
    ctx,
    staff,
    { act: 'log', needs: 'answers', reference: ({ reference }) => reference, detail: { channel } },
    (ctx, actor) =>
      log(ctx, { ...askerOf(read.value), stamp, channel, receivedAt, details: given(one.details), actor }),
  );
}

/** The fields by which staff say who asks, for what, and when that came: beside `kind`, of which there may be several. */
export const askerFields = ['relation', 'behalf', 'business', 'region', 'name', 'email', 'day', 'time'] as const;
type Asker = FormValues<(typeof askerFields)[number], 'kind'>;

export type AskerProblem = 'kind-missing' | 'behalf-missing' | 'region-missing';

/** What cannot be left out of them. */
export function missingOf({ one, many }: Asker): AskerProblem[] {
  return problemsIn({
    'kind-missing': many.kind.length === 0,
    'behalf-missing': one.relation === 'agent' && one.behalf.trim() === '',
    'region-missing': one.region === '',
  });
}

export function askerOf({ one, many }: Asker) {
  return {
    kinds: many.kind,
    region: one.region,
    relation: given(one.relation),
    behalf: given(one.behalf),
    business: given(one.business),
    name: given(one.name),
    email: given(one.email),
  };
}

function given(text: string): string | undefined {
  return text.trim() === '' ? undefined : text;
}

/**
 * The moment, where we are: without a time noon, which is the same day almost everywhere, or now if that is earlier.
 * Undefined without a day, empty where it is none.
 */
export function arrivalOf(ctx: Context, written: { readonly day: string; readonly time: string }): string | undefined {
  const [day, time] = [plainDay(written.day), plainDay(written.time)];
  if (day === '') return undefined;
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
