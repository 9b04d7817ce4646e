import { ends } from '../../src/library/model/command-line.ts';
import type { Clock } from '../clock.ts';
import type { Admin } from '../command.ts';
import { isLine } from '../fields/text.ts';
import type { ApiKey, ApiKeys } from './keys.ts';
import { scopes } from './scopes.ts';

const longestDays = 730;

type Keys = Pick<ApiKeys, 'create' | 'list' | 'revoke'>;

/** What an operator does with the keys of programs: `npm run admin -- api-keys <verb>`. */
export function addApiKeyCommands({
  program,
  terminal: { print, complain },
  open,
}: Admin<{ api: { readonly keys: Keys }; clock: Clock }>): void {
  const noun = program.command('api-keys').description('keys with which programs use the API');
  noun
    .command('create')
    .description('makes a key, and shows it this once')
    .option('--name <name>', 'the program that will use it', '')
    .option('--scope <scopes...>', `what it may do: ${scopes.join(', ')}`)
    .option('--days <days>', `how long it is good: 1 to ${longestDays}`, '365')
    .action(
      ends(async ({ name: written, scope = [], days: given }) => {
        const name = written.trim();
        const days = Number(given);
        const chosen = scopes.filter((known) => scope.includes(known));
        const unknown = scope.filter((one) => !chosen.some((known) => known === one));

        const problems = [
          ...(name !== '' && name.length <= 100 && isLine(name)
            ? []
            : ['Name the program that will use it: --name "Web app".']),
          ...unknown.map((one) => `There is no scope ${JSON.stringify(one)}. There are: ${scopes.join(', ')}.`),
          ...(scope.length > 0 ? [] : [`Say what it may do, with --scope for each: ${scopes.join(', ')}.`]),
          ...(Number.isInteger(days) && days >= 1 && days <= longestDays
            ? []
            : [`A key is good for 1 to ${longestDays} days: --days 365.`]),
        ];
        if (problems.length > 0) {
          complain(problems.join('\n'));
          return 1;
        }
        const { api, clock } = await open();
        const { key, record } = await api.keys.create({ name, scopes: chosen, days });
        print(`${key}\n`);
        print(`Copy it now: it is shown this once, and only a digest is kept.\n${line(record, clock.now())}`);
        return 0;
      }),
    );
  noun
    .command('list')
    .description('every key, by its beginning')
    .action(async () => {
      const { api, clock } = await open();
      const known = await api.keys.list();
      for (const key of known) print(line(key, clock.now()));
      if (known.length === 0) print('There are no keys yet. "api-keys create" makes one.');
    });
  noun
    .command('revoke')
    .description('refuses a key from now on')
    .argument('<key>', 'its beginning, or the whole of it')
    .action(
      ends(async (key) => {
        const { api } = await open();
        // A whole key that was found somewhere is what one wants to revoke.
        const prefix = key.split('_').slice(0, 2).join('_');
        if (await api.keys.revoke(prefix)) {
          print(`${prefix} is revoked. Whoever uses it is refused from now on.`);
          return 0;
        }
        complain('There is no key of that beginning. "api-keys list" shows them all.');
        return 1;
      }),
    );
}

function line({ prefix, name, scopes, createdAt, expiresAt, revokedAt, lastUsedOn }: ApiKey, now: Date): string {
  const isOver = expiresAt <= now.toISOString();
  const standing = revokedAt ? `REVOKED ${revokedAt}` : `${isOver ? 'EXPIRED' : 'good until'} ${expiresAt}`;
  const used = lastUsedOn ? `last used on ${lastUsedOn}` : 'never used';
  return [prefix, name, scopes.join(' '), `made ${createdAt}`, standing, used].join('\t');
}
