import bcrypt from 'bcrypt';
import { vi } from 'vitest';
import type { Services } from '../../server/services.ts';

/** What a server works at, as it is asked for: queries, the hashing and comparing of passwords, the counting of limits. */
export function spyOnWork({ db, limits }: Pick<Services, 'db' | 'limits'>) {
  const spies = [
    vi.spyOn(executorOf(db), 'executeQuery'),
    vi.spyOn(bcrypt, 'hash'),
    vi.spyOn(bcrypt, 'compare'),
    vi.spyOn(limits, 'reached'),
    vi.spyOn(limits, 'remaining'),
  ];
  return { done, clear };

  function done() {
    const [queries = 0, hashed = 0, compared = 0, ...counted] = spies.map(({ mock }) => mock.calls.length);
    return { queries, passwords: hashed + compared, limits: counted.reduce((sum, one) => sum + one, 0) };
  }

  function clear() {
    for (const spy of spies) spy.mockClear();
  }
}

/** Through which every query of a database goes. */
function executorOf(db: Services['db']) {
  let found: object = db.getExecutor();
  while (!Object.hasOwn(found, 'executeQuery')) found = Object.getPrototypeOf(found) as object;
  return found as { executeQuery: (...args: never[]) => unknown };
}
