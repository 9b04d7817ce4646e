import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../server/db/database.ts';
import { startPostgresql } from './postgresql.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgresqlUrl: string;
  }
}

/** One server for the run: the one that TEST_DATABASE_URL names, else one of our own. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['TEST_DATABASE_URL'];
  const server = given ? { url: given, stop: async () => undefined } : await startPostgresql();
  if (!given) await migrateTemplate(server.url);
  project.provide('postgresqlUrl', server.url);
  return server.stop;
}

/** New databases are copies of `template1`: with its tables in place, each test is spared the migrations. */
async function migrateTemplate(url: string): Promise<void> {
  const template = new URL(url);
  template.pathname = '/template1';
  const db = await openDatabase(template.href);
  await db.destroy();
}
