import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../server/db/database.ts';
import { startPostgresql } from './postgresql.ts';
import { databasePrefix } from './postgresql-databases.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgresqlUrl: string;
  }
}

/** One server for the run: the one that TEST_DATABASE_URL names, else one of our own. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['TEST_DATABASE_URL'];
  const server = given ? { url: given, stop: async () => undefined } : await startPostgresql();
  process.env['TEST_DATABASE_RUN'] = randomUUID().slice(0, 8);
  if (!given) await migrateTemplate(server.url);
  project.provide('postgresqlUrl', server.url);
  return async () => {
    if (given) await dropDatabases(given);
    await server.stop();
  };
}

/** What the workers kept for the next test. */
async function dropDatabases(server: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  const named = await client.query<{ name: string }>('select datname as name from pg_database where datname like $1', [
    `${databasePrefix().replaceAll('_', '\\_')}%`,
  ]);
  for (const { name } of named.rows) await client.query(`drop database ${name} with (force)`);
  await client.end();
}

/** New databases are copies of `template1`: with its tables in place, each test is spared the migrations. */
async function migrateTemplate(url: string): Promise<void> {
  const template = new URL(url);
  template.pathname = '/template1';
  const db = await openDatabase(template.href);
  await db.destroy();
}
