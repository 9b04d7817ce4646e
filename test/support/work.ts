import bcrypt from 'bcrypt';
import type { CompiledQuery } from 'kysely';
import { vi } from 'vitest';
import type { Services } from '../../server/services.ts';

/** What a server works at, as it is asked for: queries, the hashing and comparing of passwords, the counting of limits. */
export function spyOnWork({ db }: Pick<Services, 'db'>) {
  const queries = vi.spyOn(executorOf(db), 'executeQuery');
  const passwords = [vi.spyOn(bcrypt, 'hash'), vi.spyOn(bcrypt, 'compare')];
  return { done, clear };

  function done() {
    return {
      queries: queries.mock.calls.length,
      passwords: passwords.reduce((sum, { mock }) => sum + mock.calls.length, 0),
      // Taking acts back adds -1.
      limits: queries.mock.calls.filter(
        ([{ sql, parameters }]) => sql.startsWith('insert into "limit_count"') && !parameters.includes(-1),
      ).length,
    };
  }

  function clear() {
    for (const spy of [queries, ...passwords]) spy.mockClear();
  }
}

/** Through which every query of a database goes. */
function executorOf(db: Services['db']) {
  let found: object = db.getExecutor();
  while (!Object.hasOwn(found, 'executeQuery')) found = Object.getPrototypeOf(found) as object;
  return found as { executeQuery: (query: CompiledQuery) => unknown };
}
