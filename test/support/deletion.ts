import { execFileSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import SQLite from 'better-sqlite3';
import type { Account } from '../../server/accounts/records.ts';
import type { FreshSession, Session } from '../../server/accounts/sessions/sessions.ts';
import type { Mail } from '../../server/mail/transports/transport.ts';
import { linkToken } from './accounts.ts';
import { findPostgresql } from './postgresql-programs.ts';
import { formOf, type openTestServices } from './services.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;
type Running = Omit<Services, typeof Symbol.asyncDispose>;

export const here = { address: '192.0.2.9' };

export function deleteForm(services: Pick<Running, 'formTokens'>, session: Pick<Session, 'id'>): FormData {
  return formOf({ stamp: services.formTokens.issue('delete-account', session.id), act: 'delete', sure: 'yes' });
}

export function remove(services: Pick<Running, 'formTokens' | 'personalData'>, session: FreshSession) {
  return services.personalData.remove(deleteForm(services, session), session);
}

/** The newest mail of that kind, opened with whatever key it is sealed under. */
export async function newestMail(services: Pick<Running, 'mail'>, template: string): Promise<Mail | null> {
  const record = (await services.mail.list()).find((mail) => mail.template === template);
  return record ? ((await services.mail.show(record.id))?.mail ?? null) : null;
}

export async function undoToken(services: Pick<Running, 'mail'>): Promise<string> {
  return linkToken((await newestMail(services, 'account-deleted')) ?? undefined, 'undo');
}

export function subjectOf({ id, email }: Account) {
  return { accountId: id, email };
}

/** Every field that is sealed, in every table, as it is stored. */
export async function sealedFields({ db }: Pick<Running, 'db'>, but: readonly string[] = []): Promise<string[]> {
  const tables = await db.introspection.getTables();
  const found = tables
    .filter(({ name }) => !but.includes(name))
    .flatMap(({ name, columns }) =>
      columns.filter((column) => column.name.endsWith('_sealed')).map((column) => [name, column.name] as const),
    );
  const values = await Promise.all(
    found.map(async ([table, column]) => {
      const rows = (await db
        .selectFrom(table as 'outgoing_mail')
        .selectAll()
        .execute()) as unknown as Record<string, string | null>[];
      return rows.flatMap((row) => row[column] ?? []);
    }),
  );
  return values.flat();
}

/** All that stands in a backup, as text. */
export async function textOfBackup(path: string): Promise<string> {
  if (path.endsWith('.pgdump')) {
    const program =
      globSync('/usr/lib/postgresql/*/bin/pg_restore').at(-1) ??
      join(dirname(await findPostgresql()), 'bin/pg_restore');
    return execFileSync(program, ['--file', '-', path], { encoding: 'latin1', maxBuffer: 1e9 });
  }
  const database = new SQLite(path, { readonly: true });
  const tables = database.prepare(`select name from sqlite_schema where type = 'table'`).all() as { name: string }[];
  const rows = tables.map(({ name }) => JSON.stringify([name, database.prepare(`select * from ${name}`).all()]));
  database.close();
  return rows.join('\n');
}
