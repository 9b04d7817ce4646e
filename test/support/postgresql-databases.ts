import { randomUUID } from 'node:crypto';
import pg from 'pg';

/** One connection for all that a worker runs: to open it takes as long as what is asked. */
let administration: pg.Pool | undefined;

/** A database of its own on that server: empty, with our tables in place, or as another is. */
export async function createDatabase(server: string, template = 'template1') {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  // To copy the files of a small database takes a quarter of writing each page to the log.
  await administer(server, `create database ${name} template ${template} strategy file_copy`);
  const drop = () => administer(server, `drop database ${name} with (force)`);
  return { name, url: url.href, drop, [Symbol.asyncDispose]: drop };
}

async function administer(server: string, statement: string): Promise<void> {
  administration ??= new pg.Pool({ connectionString: server, max: 1, allowExitOnIdle: true }).on(
    'error',
    () => undefined,
  );
  await administration.query(statement);
}
