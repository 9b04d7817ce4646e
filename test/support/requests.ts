import { openUnderAnyKey } from '../../server/crypto/erasable-keys.ts';
import { newId } from '../../server/db/ids.ts';
import { contentOf } from '../../server/mail/outbox.ts';
import type { Client } from '../../server/requests/form/intake.ts';
import { type TaskKind, taskKinds } from '../../server/requests/tasks/kinds.ts';
import { formOf, type openTestServices } from './services.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

export const client = { address: '192.0.2.7' };

/** The form of a request as a person sends it, with a fresh stamp. */
export function requestForm(services: Services, values: Record<string, string | readonly string[]> = {}): FormData {
  return formOf({
    stamp: services.formTokens.issue('request'),
    website: '',
    relation: 'none',
    kind: ['access', 'erasure'],
    region: 'DE',
    name: 'Ada Lovelace',
    email: 'ada@example.com',
    details: 'Everything about the engine, please.',
    step: 'send',
    ...values,
  });
}

export async function submitted(
  services: Services,
  values: Record<string, string | readonly string[]> = {},
  account: Client['account'] = null,
) {
  const result = await services.requests.submit(requestForm(services, values), { ...client, account });
  if (!result.ok) throw new Error(result.problems.join());
  return result.value.reference;
}

export interface SentMail {
  readonly template: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** The outbox, opened, oldest first. */
export async function mailsOf({ ctx }: Pick<Services, 'ctx'>): Promise<SentMail[]> {
  const rows = await ctx.db.selectFrom('outgoing_mail').selectAll().orderBy('queued_at').orderBy('id').execute();
  const mails = await Promise.all(
    rows.map(async ({ id, template, content_sealed }) => {
      const content = content_sealed && (await openUnderAnyKey(ctx, content_sealed, contentOf(id)));
      return content ? [{ ...(JSON.parse(content) as Omit<SentMail, 'template'>), template }] : [];
    }),
  );
  return mails.flat();
}

export async function mailsWith(services: Services, template: string): Promise<SentMail[]> {
  return (await mailsOf(services)).filter((mail) => mail.template === template);
}

/** The token of the newest link to confirm an address. */
export async function confirmToken(services: Services): Promise<string> {
  const tokens = (await mailsOf(services)).flatMap(
    ({ text }) => /\/requests\/confirm\/([\w-]+)\//.exec(text)?.[1] ?? [],
  );
  return tokens.at(-1) ?? '';
}

/** A request whose address is confirmed, and the token of its case page. */
export async function confirmed(
  services: Services,
  values: Record<string, string | readonly string[]> = {},
  account: Client['account'] = null,
) {
  await submitted(services, values, account);
  const result = await services.requests.confirm(await confirmToken(services));
  if (!result.ok) throw new Error(result.problems.join());
  return result.value;
}

const tables = [
  'request',
  'request_item',
  'request_message',
  'request_source',
  'request_link',
  'outgoing_mail',
  'subscriber',
  'suppression',
  'limit_count',
  'limit_salt',
] as const;

/** Every row of every table in which a request leaves something. */
export async function dumpOf({ db }: Services): Promise<string> {
  const rows = await Promise.all(tables.map((table) => db.selectFrom(table).selectAll().execute()));
  return JSON.stringify(rows);
}

/** The reference and the token of the page of a business, from its mail. */
export function businessLink({ text }: { readonly text: string }): readonly [string, string] {
  const [, reference = '', token = ''] = /\/requests\/business\/(WT-[\w-]+)\/([\w.-]+)\//.exec(text) ?? [];
  return [reference, token];
}

/** Ends a request, all of which was done, systems included. What the answer says where nothing else is given, nobody looks at. */
export async function answerAsDone(
  services: Services,
  reference: string,
  change: Partial<Parameters<Services['requests']['close']>[1]> = {},
): Promise<void> {
  await systemsDone(services);
  const answer = { message: 'This is our answer.', deed: 'The account and its data.', actor: 'command' } as const;
  const closed = await services.requests.close(reference, { outcome: 'done', ...answer, ...change });
  if (!closed.ok) throw new Error(closed.problems.join());
}

/** As if every system had done its part of whatever is asked so far, and every copy were delivered: a request can then be closed as done. */
export async function systemsDone(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  kinds: readonly TaskKind[] = taskKinds,
): Promise<void> {
  const at = clock.now().toISOString();
  const rows = await db.selectFrom('request').select('id').execute();
  for (const { id: request_id } of rows) {
    if (kinds.includes('export')) {
      const made = { gathered_at: at, prepared_by: 'staff:ana', revision: 1, approved_by: 'staff:bea' };
      await db
        .insertInto('request_package')
        .values({ id: newId(clock.now()), request_id, ...made, delivered_at: at, items: 'access,portability' })
        .execute();
    }
    for (const kind of kinds) {
      const opened = { opened_at: at, opened_by: 'command', instruction_sealed: null };
      await db
        .insertInto('request_task')
        .values({ id: newId(clock.now()), request_id, kind, system: 'app', ...opened })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
  }
  await db
    .updateTable('request_task')
    .set({ done_at: at, done_by: 'command', result: 'done' })
    .where('done_at', 'is', null)
    .where('kind', 'in', kinds)
    .execute();
}

/** As if staff had been shown by what right the agent of a request asks for whoever has this address. */
export async function mayAsk({ requests }: Services, reference: string, address: string): Promise<void> {
  const shown = { basis: 'power-of-attorney', address, shown: 'The deed of May 4.', actor: 'command' };
  const done = await requests.recordPermission(reference, shown);
  if (!done.ok) throw new Error(done.problems.join());
}
