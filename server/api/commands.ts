import { parseArgs } from 'node:util';
import type { Clock } from '../clock.ts';
import type { Command, Terminal } from '../command.ts';
import { isLine } from '../fields/text.ts';
import type { ApiKey, ApiKeys } from './keys.ts';
import { scopes } from './scopes.ts';

const longestDays = 730;

/** What an operator does with the keys of programs: `npm run admin -- api-keys <verb>`. */
export function apiKeyCommands(
  keys: Pick<ApiKeys, 'create' | 'list' | 'revoke'>,
  clock: Clock,
): Readonly<Record<string, Command>> {
  return {
    create: { usage: `--name "…" --scope ${scopes.join('|')} [--scope …] [--days 365]`, run: create },
    list: { usage: '', run: list },
    revoke: { usage: 'wtk_…', run: revoke },
  };

  async function create(args: string[], { print, complain }: Terminal): Promise<number> {
    const options = {
      name: { type: 'string', default: '' },
      scope: { type: 'string', multiple: true, default: [] as string[] },
      days: { type: 'string', default: '365' },
    } as const;
    const { values } = parseArgs({ args, options });
    const name = values.name.trim();
    const days = Number(values.days);
    const chosen = scopes.filter((scope) => values.scope.includes(scope));
    const unknown = values.scope.filter((scope) => !chosen.some((known) => known === scope));

    const problems = [
      ...(name !== '' && name.length <= 100 && isLine(name)
        ? []
        : ['Name the program that will use it: --name "Web app".']),
      ...unknown.map((scope) => `There is no scope ${JSON.stringify(scope)}. There are: ${scopes.join(', ')}.`),
      ...(values.scope.length > 0 ? [] : [`Say what it may do, with --scope for each: ${scopes.join(', ')}.`]),
      ...(Number.isInteger(days) && days >= 1 && days <= longestDays
        ? []
        : [`A key is good for 1 to ${longestDays} days: --days 365.`]),
    ];
    if (problems.length > 0) {
      complain(problems.join('\n'));
      return 1;
    }
    const { key, record } = await keys.create({ name, scopes: chosen, days });
    print(`${key}\n`);
    print(`Copy it now: it is shown this once, and only a digest is kept.\n${line(record)}`);
    return 0;
  }

  async function list(args: string[], { print }: Terminal): Promise<number> {
    parseArgs({ args });
    const known = await keys.list();
    for (const key of known) print(line(key));
    if (known.length === 0) print('There are no keys yet. "api-keys create" makes one.');
    return 0;
  }

  async function revoke(args: string[], { print, complain }: Terminal): Promise<number> {
    const { positionals } = parseArgs({ args, allowPositionals: true });
    // A whole key that was found somewhere is what one wants to revoke.
    const prefix = (positionals[0] ?? '').split('_').slice(0, 2).join('_');
    if (await keys.revoke(prefix)) {
      print(`${prefix} is revoked. Whoever uses it is refused from now on.`);
      return 0;
    }
    complain('There is no key of that beginning. "api-keys list" shows them all.');
    return 1;
  }

  function line({ prefix, name, scopes, createdAt, expiresAt, revokedAt, lastUsedOn }: ApiKey): string {
    const isOver = expiresAt <= clock.now().toISOString();
    const standing = revokedAt ? `REVOKED ${revokedAt}` : `${isOver ? 'EXPIRED' : 'good until'} ${expiresAt}`;
    const used = lastUsedOn ? `last used on ${lastUsedOn}` : 'never used';
    return [prefix, name, scopes.join(' '), `made ${createdAt}`, standing, used].join('\t');
  }
}
