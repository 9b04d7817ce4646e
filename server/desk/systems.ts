import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { create, revoke } from '../api/keys.ts';
import { type Context, transaction } from '../context.ts';
import { readStamped } from '../form.ts';
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
export interface Shown {
  readonly system: string;
  readonly key: string | null;
  readonly secret: string | null;
}

/** Days for which a key is good. */
const keyDays = 730;

export { connections };

/** Connects a system, gives it a new secret beside the one it has, takes the former away, or ends the connection. */
export async function actOnSystem(ctx: Context, form: FormData, staff: Staff): Promise<Result<Shown, SystemsProblem>> {
  const read = readStamped(ctx, form, [formTokenNames.systems, staff.sessionId], {
    one: ['act', 'system', 'url', 'webhook'],
    many: ['kinds'],
  });
  if (!read.ok) return read;
  const { act, system, url, webhook } = read.value.one;
  const kinds = toldKinds.filter((kind) => read.value.many.kinds.includes(kind));
  const by = { act: 'webhook', needs: 'approves', detail: { what: act, system } } as const;
  const shown = (given: Partial<Shown>) => succeed({ system, key: null, secret: null, ...given });
  switch (act) {
    case 'connect':
      return await perform<Shown, SystemsProblem>(ctx, staff, by, async (ctx) => {
        const name = `Connected system ${system}`.slice(0, 100);
        const { key, record } = await create(ctx, { name, scopes: ['request-tasks:write'], days: keyDays });
        const done = await connect(ctx, { id: system, url: url.trim(), kinds, keyPrefix: record.prefix });
        // A key of nothing opens nothing, and is no use.
        if (!done.ok) await revoke(ctx, record.prefix);
        return done.ok ? shown({ key, secret: done.value.secret }) : done;
      });
    case 'renew':
      return await perform<Shown, SystemsProblem>(ctx, staff, by, async (ctx) => {
        const renewed = await renewSecret(ctx, system);
        return renewed.ok ? shown({ secret: renewed.value.secret }) : renewed;
      });
    case 'drop':
      return await perform<Shown, SystemsProblem>(ctx, staff, by, async (ctx) => {
        const dropped = await dropFormerSecret(ctx, system);
        return dropped.ok ? shown({}) : dropped;
      });
    case 'again':
      return await perform<Shown, SystemsProblem>(ctx, staff, by, async (ctx) => {
        const again = await publishAgain(ctx, system, webhook);
        return again.ok ? shown({}) : again;
      });
    case 'end':
      return await perform<Shown, SystemsProblem>(ctx, staff, by, (ctx) =>
        transaction<Result<Shown, SystemsProblem>>(ctx, async (ctx) => {
          const found = (await connections(ctx)).find((one) => one.system.id === system)?.connected;
          if (!found || !(await endSystem(ctx, system))) return fail('system-unknown');
          await revoke(ctx, found.keyPrefix);
          return shown({});
        }),
      );
    default:
      return fail('act-unknown');
  }
}
