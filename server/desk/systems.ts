import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { create, revoke } from '../api/keys.ts';
import type { Context } from '../context.ts';
import { type FormValues, readStamped } from '../form.ts';
import {
  type ConnectProblem,
  connect,
  connections,
  dropFormerSecret,
  publishAgain,
  renewSecret,
} from '../requests/tasks/connections.ts';
import { toldKinds } from '../requests/tasks/kinds.ts';
import { endSystem } from '../requests/tasks/webhooks.ts';
import { type DeskFormProblem, perform } from './acts.ts';
import { formTokenNames } from './kinds.ts';
import type { Staff } from './staff/sessions.ts';

export type SystemsProblem = DeskFormProblem | 'act-unknown' | ConnectProblem;

/** What is shown once: with the key a system answers, with the secret it checks who speaks to it. */
interface Shown {
  readonly system: string;
  readonly key: string | null;
  readonly secret: string | null;
}

/** Days for which a key is good. */
const keyDays = 730;

/** Connects a system, gives it a new secret beside the one it has, takes the former away, or ends the connection. */
export async function actOnSystem(ctx: Context, form: FormData, staff: Staff): Promise<Result<Shown, SystemsProblem>> {
  const read = readStamped(ctx, form, [formTokenNames.systems, staff.sessionId], {
    one: ['act', 'system', 'url', 'webhook'],
    many: ['kinds'],
  });
  if (!read.ok) return read;
  const { act, system } = read.value.one;
  const by = { act: 'webhook', needs: 'approves', detail: { what: act, system } } as const;
  return await perform<Shown, SystemsProblem>(ctx, staff, by, async (ctx) => {
    const done = await actOn(ctx, read.value);
    return done.ok ? succeed({ system, key: null, secret: null, ...done.value }) : done;
  });
}

async function actOn(
  ctx: Context,
  { one: { act, system, url, webhook }, many }: FormValues<'act' | 'system' | 'url' | 'webhook', 'kinds'>,
): Promise<Result<Partial<Shown> | null, SystemsProblem>> {
  switch (act) {
    case 'connect': {
      const name = `Connected system ${system}`.slice(0, 100);
      const kinds = toldKinds.filter((kind) => many.kinds.includes(kind));
      const { key, record } = await create(ctx, { name, scopes: ['request-tasks:write'], days: keyDays });
      const done = await connect(ctx, { id: system, url: url.trim(), kinds, keyPrefix: record.prefix });
      // A key of nothing opens nothing, and is no use.
      if (!done.ok) await revoke(ctx, record.prefix);
      return done.ok ? succeed({ key, secret: done.value.secret }) : done;
    }
    case 'renew':
      return await renewSecret(ctx, system);
    case 'drop':
      return await dropFormerSecret(ctx, system);
    case 'again':
      return await publishAgain(ctx, system, webhook);
    case 'end': {
      const found = (await connections(ctx)).find((one) => one.system.id === system)?.connected;
      if (!found || !(await endSystem(ctx, system))) return fail('system-unknown');
      await revoke(ctx, found.keyPrefix);
      return succeed(null);
    }
    default:
      return fail('act-unknown');
  }
}
