import { randomBytes } from 'node:crypto';
import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import type { Context } from '../../context.ts';
import { backupSystem, ownSystem, type ToldKind, toldKinds } from './kinds.ts';
import { type System, systemsOf } from './systems.ts';
import { readTargetUrl, type TargetProblem } from './targets.ts';
import { anew, type SentWebhook, secretPlace, toSent } from './webhooks.ts';

/** A system, and whether it is told of its tasks and answers by itself. */
interface Connection {
  readonly system: System;
  readonly connected: {
    readonly url: string;
    readonly kinds: readonly ToldKind[];
    readonly keyPrefix: string;
    readonly since: Date;
    /** Whether the secret before the last still signs, too. */
    readonly hasFormerSecret: boolean;
    readonly endedAt: Date | null;
  } | null;
  /** Of its open tasks those of which it could not be told. */
  readonly failing: number;
  readonly open: number;
  /** The versions of which it was told, the last first; some of them. */
  readonly publications: readonly Publication[];
}

type Publication = SentWebhook & { readonly document: string; readonly version: string };

/** So many are shown. */
const shown = 10;

export type ConnectProblem = 'system-unknown' | 'kinds-missing' | 'already-connected' | TargetProblem;

/** All but this site itself and its backups. */
export async function connections(ctx: Context): Promise<Connection[]> {
  const rows = await ctx.db.selectFrom('connected_system').selectAll().execute();
  const tasks = await ctx.db
    .selectFrom('request_task')
    .leftJoin('webhook', 'webhook.task_id', 'request_task.id')
    .select(['request_task.id', 'request_task.system', 'webhook.problem'])
    .where('request_task.done_at', 'is', null)
    .execute();
  const published = await ctx.db
    .selectFrom('webhook')
    .selectAll()
    .where('task_id', 'is', null)
    .orderBy('queued_at', 'desc')
    .orderBy('id')
    .execute();
  const listed = connectable(ctx);
  const gone = rows
    .filter(({ id }) => !listed.some((system) => system.id === id))
    .map(({ id }) => ({ id, name: id, dataCategories: [], isRecipient: true }));
  return [...listed, ...gone].map((system) => {
    const row = rows.find(({ id }) => id === system.id);
    const own = tasks.filter((task) => task.system === system.id);
    return {
      system,
      connected: row
        ? {
            url: row.url,
            keyPrefix: row.key_prefix,
            since: new Date(row.connected_at),
            kinds: toldKinds.filter((kind) => row.kinds.split(' ').includes(kind)),
            hasFormerSecret: row.former_secret_sealed !== null,
            endedAt: row.ended_at === null ? null : new Date(row.ended_at),
          }
        : null,
      failing: new Set(own.filter(({ problem }) => problem !== null).map(({ id }) => id)).size,
      open: new Set(own.map(({ id }) => id)).size,
      publications: published
        .filter((one) => one.system === system.id)
        .slice(0, shown)
        .map((one) => ({ ...toSent(one), document: one.document ?? '', version: one.version ?? '' })),
    };
  });
}

/** Gives the secret with which what we send is signed (`whsec_…`), which nobody can see again. */
export async function connect(
  ctx: Context,
  {
    id,
    url,
    kinds,
    keyPrefix,
  }: { readonly id: string; readonly url: string; readonly kinds: readonly ToldKind[]; readonly keyPrefix: string },
): Promise<Result<{ readonly secret: string }, ConnectProblem>> {
  if (!connectable(ctx).some((system) => system.id === id)) return fail('system-unknown');
  if (kinds.length === 0) return fail('kinds-missing');
  const target = readTargetUrl(ctx.config, url);
  if (!target.ok) return target;
  const secret = newSecret();
  const row = {
    id,
    url: target.value.href,
    kinds: kinds.join(' '),
    key_prefix: keyPrefix,
    former_secret_sealed: null,
    secret_sealed: ctx.crypto.encryption.seal(secret, secretPlace('secret_sealed', id)),
    connected_at: ctx.clock.now().toISOString(),
    ended_at: null,
  };
  const { id: _, ...changes } = row;
  const added = await ctx.db
    .insertInto('connected_system')
    .values(row)
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet(changes).where('connected_system.ended_at', 'is not', null),
    )
    .returning('id')
    .executeTakeFirst();
  return added ? succeed({ secret }) : fail('already-connected');
}

/** What could not be told, or nobody noticed, is told again. */
export async function publishAgain(ctx: Context, system: string, id: string): Promise<Result<null, 'system-unknown'>> {
  const again = await ctx.db
    .updateTable('webhook')
    .set(anew(ctx))
    .where('id', '=', id)
    .where('system', '=', system)
    .where('task_id', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return again ? succeed(null) : fail('system-unknown');
}

/** From now on both the new secret and the one before sign, until this is done again or the former is taken away. */
export async function renewSecret(ctx: Context, id: string): Promise<Result<{ secret: string }, 'system-unknown'>> {
  const row = await ctx.db
    .selectFrom('connected_system')
    .selectAll()
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  if (!row) return fail('system-unknown');
  const current = ctx.crypto.encryption.open(row.secret_sealed, secretPlace('secret_sealed', id));
  const secret = newSecret();
  await ctx.db
    .updateTable('connected_system')
    .set({
      secret_sealed: ctx.crypto.encryption.seal(secret, secretPlace('secret_sealed', id)),
      former_secret_sealed: ctx.crypto.encryption.seal(current, secretPlace('former_secret_sealed', id)),
    })
    .where('id', '=', id)
    .execute();
  return succeed({ secret });
}

export async function dropFormerSecret(ctx: Context, id: string): Promise<Result<null, 'system-unknown'>> {
  const dropped = await ctx.db
    .updateTable('connected_system')
    .set({ former_secret_sealed: null })
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  return dropped ? succeed(null) : fail('system-unknown');
}

function connectable(ctx: Context): System[] {
  return systemsOf(ctx).filter(({ id }) => id !== ownSystem && id !== backupSystem);
}

/** As Standard Webhooks writes it: 32 random bytes. */
function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}
