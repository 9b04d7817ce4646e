import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Webhook } from 'standardwebhooks';
import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { attemptEach } from '../../attempts.ts';
import { after, hour, minute } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { newId } from '../../db/ids.ts';
import type { ConnectedSystemRow, WebhookRow } from '../../db/schema.ts';
import { publicationOf } from './publications.ts';
import { resolveTarget, type Target } from './targets.ts';

/** How a system was told of something. */
export interface SentWebhook {
  readonly id: string;
  readonly taskId: string | null;
  readonly attempts: number;
  readonly sentAt: Date | null;
  /** Null where it is not tried again: it has arrived, or has no more purpose, or was given up. */
  readonly nextAttemptAt: Date | null;
  /** Why the last attempt failed, as a code. */
  readonly problem: string | null;
}

/** Waits between attempts, as the standard advises; then somebody has to look. */
const waits = [5_000, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour];
const lease = 2 * minute;
const patience = 15_000;
const batch = 50;

/** In the transaction of the task. */
export async function queueWebhook(ctx: Context, task_id: string): Promise<void> {
  const now = ctx.clock.now();
  const queued_at = now.toISOString();
  await ctx.db
    .insertInto('webhook')
    .values({ id: `msg_${newId(now)}`, task_id, queued_at, attempts: 0, next_attempt_at: queued_at })
    .execute();
}

/** Oldest first. */
export async function webhooksOf(ctx: Context, taskIds: readonly string[]): Promise<SentWebhook[]> {
  const rows = await ctx.db
    .selectFrom('webhook')
    .selectAll()
    // PostgreSQL knows no empty list.
    .where('task_id', 'in', ['', ...taskIds])
    .orderBy('queued_at')
    .orderBy('id')
    .execute();
  return rows.map(toSent);
}

/** At once again, and from the beginning: of a task that is open. */
export async function sendAgain(
  ctx: Context,
  reference: string,
  { task }: { readonly task: string },
): Promise<Result<null, 'task-unknown'>> {
  const again = await ctx.db
    .updateTable('webhook')
    .set(anew(ctx))
    .where('task_id', '=', task)
    .where('task_id', 'in', (row) =>
      row
        .selectFrom('request_task')
        .innerJoin('request', 'request.id', 'request_task.request_id')
        .select('request_task.id')
        .where('done_at', 'is', null)
        .where('reference', '=', reference),
    )
    .returning('id')
    .executeTakeFirst();
  return again ? succeed(null) : fail('task-unknown');
}

/** What is to be sent from the beginning. */
export function anew({ clock }: Pick<Context, 'clock'>) {
  return { next_attempt_at: clock.now().toISOString(), attempts: 0, sent_at: null, problem: null };
}

/** What is due. Of several servers one sends each; what it leaves undone another takes up after a while. */
export async function sendWebhooks(ctx: Context, signal?: AbortSignal): Promise<void> {
  const now = ctx.clock.now().toISOString();
  const due = await ctx.db
    .selectFrom('webhook')
    .selectAll()
    .where('next_attempt_at', '<=', now)
    .where((row) => row.or([row('leased_until', 'is', null), row('leased_until', '<=', now)]))
    .orderBy('next_attempt_at')
    .limit(batch)
    .execute();
  await attemptEach(due, (row) => attempt(ctx, row), signal);
}

async function attempt(ctx: Context, row: WebhookRow): Promise<void> {
  const now = ctx.clock.now();
  const taken = await ctx.db
    .updateTable('webhook')
    .set({ leased_until: after(now, lease).toISOString(), attempts: row.attempts + 1 })
    .where('id', '=', row.id)
    .where('attempts', '=', row.attempts)
    .where('next_attempt_at', '<=', now.toISOString())
    .returning('id')
    .executeTakeFirst();
  if (!taken) return;
  const told = await toldBy(ctx, row);
  const system = await ctx.db
    .selectFrom('connected_system')
    .selectAll()
    .where('id', '=', told.system)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  const problem = system ? await post(ctx, system, { id: row.id, ...told }) : 'not-connected';
  const at = ctx.clock.now();
  const wait = waits[row.attempts];
  const next = problem === null || problem === 'http-410' || !system || wait === undefined ? null : after(at, wait);
  await ctx.db
    .updateTable('webhook')
    .set({
      leased_until: null,
      problem,
      next_attempt_at: next?.toISOString() ?? null,
      ...(problem === null && { sent_at: at.toISOString() }),
    })
    .where('id', '=', row.id)
    .execute();
  // Whoever says that it is gone is asked no more.
  if (system && problem === 'http-410') await endSystem(ctx, system.id);
}

/** False where there is none. Its open tasks are for people to see to. */
export async function endSystem(ctx: Context, id: string): Promise<boolean> {
  const ended = await ctx.db
    .updateTable('connected_system')
    .set({ ended_at: ctx.clock.now().toISOString() })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return ended !== undefined;
}

export function secretPlace(column: 'secret_sealed' | 'former_secret_sealed', row: string) {
  return { table: 'connected_system', column, row };
}

interface Told {
  readonly type: 'request.task' | 'document.published';
  readonly data: Readonly<Record<string, unknown>> | null;
}

/** It names nobody: what is to be done the system asks for, with its key. */
async function toldBy(ctx: Context, row: WebhookRow): Promise<Told & { readonly system: string }> {
  if (row.task_id === null)
    return { type: 'document.published', data: publicationOf(ctx, row), system: row.system ?? '' };
  const task = await ctx.db
    .selectFrom('request_task')
    .select(['id', 'kind', 'system'])
    .where('id', '=', row.task_id)
    .executeTakeFirstOrThrow();
  const details = `${ctx.config.origin}/api/v1/request-tasks/`;
  return { type: 'request.task', data: { task: task.id, kind: task.kind, details }, system: task.system };
}

/** Null once it has arrived. */
async function post(
  ctx: Context,
  system: ConnectedSystemRow,
  { id, type, data }: Told & { readonly id: string },
): Promise<string | null> {
  // A server that was built before the version knows nothing of it.
  if (data === null) return 'not-known';
  const target = await resolveTarget(ctx.config, system.url);
  if (!target.ok) return target.problems[0] ?? 'address-invalid';
  const at = ctx.clock.now();
  const body = JSON.stringify({ type, timestamp: at.toISOString(), data });
  const signatures = secretsOf(ctx, system).map((secret) => new Webhook(secret).sign(id, at, body));
  return await send(target.value, body, {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': signatures.join(' '),
  });
}

/** The current one, and the one before while both are good. */
function secretsOf({ crypto }: Context, { id, secret_sealed, former_secret_sealed }: ConnectedSystemRow): string[] {
  const current = crypto.encryption.open(secret_sealed, secretPlace('secret_sealed', id));
  if (former_secret_sealed === null) return [current];
  return [current, crypto.encryption.open(former_secret_sealed, secretPlace('former_secret_sealed', id))];
}

/** To the address that was looked at, whatever its name leads to by now. Nobody is followed anywhere else. */
function send(
  { url, address, family }: Target,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<string | null> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    const sent = request(
      url,
      {
        method: 'POST',
        agent: false,
        timeout: patience,
        signal: AbortSignal.timeout(patience),
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        lookup: (_, options, found) => {
          if (options.all) found(null, [{ address, family }]);
          else found(null, address, family);
        },
      },
      (response) => {
        // What is said in the body nobody reads.
        response.destroy();
        const { statusCode = 0 } = response;
        if (statusCode >= 200 && statusCode < 300) resolve(null);
        else resolve(statusCode >= 300 && statusCode < 400 ? 'redirect' : `http-${statusCode}`);
      },
    );
    sent.on('timeout', () => sent.destroy());
    sent.on('error', (error: NodeJS.ErrnoException) =>
      resolve(error.name === 'AbortError' || error.name === 'TimeoutError' ? 'no-answer' : codeOf(error)),
    );
    // As where somebody switches to another protocol: there is neither an answer nor an error.
    sent.on('close', () => resolve('no-answer'));
    sent.end(body);
  });
}

function codeOf({ code }: NodeJS.ErrnoException): string {
  return code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === 'EHOSTUNREACH' ? 'not-reached' : 'not-sent';
}

export function toSent({ id, task_id, attempts, next_attempt_at, sent_at, problem }: WebhookRow): SentWebhook {
  return {
    id,
    taskId: task_id,
    attempts,
    problem,
    sentAt: sent_at === null ? null : new Date(sent_at),
    nextAttemptAt: next_attempt_at === null ? null : new Date(next_attempt_at),
  };
}
