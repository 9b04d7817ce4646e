import { dirname, resolve } from 'node:path';
import { ends, usageStatus } from '../../src/library/model/command-line.ts';
import type { Admin } from '../command.ts';
import type { Backups } from './backups.ts';
import { digestFile } from './files.ts';
import type { HeldBack } from './precautions.ts';
import { forceWords, type Restored, type Restoring } from './restore.ts';

/** One more backup of the row, now: `npm run admin -- backup`. */
export function addBackupCommands({
  program,
  terminal: { print, complain },
  open,
}: Admin<{ backups: Pick<Backups, 'take' | 'expire' | 'list' | 'verifyNewest'> }>): void {
  const noun = program
    .command('backup')
    .description('takes a backup now, and reads it back')
    .option('--to <folder>', 'where it goes, instead of BACKUP_DIR')
    .action(
      ends(async ({ to }) => {
        if (to === '') {
          complain('Say which folder: backup --to FOLDER. Without --to it is BACKUP_DIR.');
          return usageStatus;
        }
        const { backups } = await open();
        const { path } = await backups.take(to === undefined ? {} : { to: resolve(to) });
        const gone = await backups.expire(dirname(path));
        print(
          `The backup is ${path}, read back and found whole. Its digest is in ${digestFile(path)}: keep both together.`,
        );
        if (gone > 0) print(`${gone} that had become too old or superfluous ${gone === 1 ? 'is' : 'are'} gone.`);
        return 0;
      }),
    );
  noun
    .command('verify')
    .description('reads the newest from beginning to end')
    .argument('[folder]', 'where they are, instead of BACKUP_DIR')
    .action(
      ends(async (folder) => {
        const { backups } = await open();
        const { checked, problems } = await backups.verifyNewest(folder === undefined ? undefined : resolve(folder));
        for (const problem of problems) complain(problem);
        if (checked.length === 0) complain(`There is no backup in ${folder ?? 'BACKUP_DIR'}.`);
        const whole = checked.filter((path) => !problems.some((problem) => problem.includes(path)));
        for (const path of whole) print(`${path} is whole.`);
        return problems.length > 0 || checked.length === 0 ? 1 : 0;
      }),
    );
}

/** `npm run admin -- restore`: needs no open database, for there may be none that opens. */
export function addRestoreCommand({ program, terminal: { print }, open }: Admin<Restoring>): void {
  program
    .command('restore')
    .description('puts a backup in the place of the database, with no server running')
    .argument('<file>', 'the backup')
    .option('--force <words>', `where the database is in use or newer: "${forceWords}"`, '')
    .option('--take-nothing-over', 'also nothing that the database that is replaced tells')
    .action(async (file, { force, takeNothingOver = false }) => {
      const restored = await (await open()).restore(file, { force, takeNothingOver });
      print(`${file} is restored.`);
      for (const line of linesOf(restored)) print(line);
    });
}

function linesOf({
  erasedAgain,
  openedAgain,
  mailsSetAside,
  heldBack,
  isLedgerWhole,
  aside,
  found,
}: Restored): string[] {
  return [
    `Erased again, because they had been erased since: ${erasedAgain}.`,
    ...(openedAgain > 0
      ? [`Erased, because their holders have opened another account under the same address since: ${openedAgain}.`]
      : []),
    ...(heldBack ? heldBackLines(heldBack) : ['Everybody has to sign in again.']),
    ...(isLedgerWhole ? [] : ['Every consent from before today is asked for again: it may have been withdrawn since.']),
    ...(mailsSetAside > 0
      ? [
          `Mails that may have been sent since: ${mailsSetAside}. They wait for you: npm run admin -- mail list --failed`,
        ]
      : []),
    ...damageLines(found),
    ...(aside
      ? [
          `What was there before is ${aside}. It goes by itself, after ${found === 'readable' ? '30 days' : 'a day'} at the latest.`,
        ]
      : []),
  ];
}

/** Why nothing of it was taken over, and why it is kept as it was. */
function damageLines(found: Restored['found']): string[] {
  if (found === 'unreadable') return ['The database that was there is damaged and cannot be read.'];
  if (found === 'inconsistent')
    return [
      'The database that was there is damaged: rows of it refer to others that are missing (PRAGMA foreign_key_check). ' +
        'It is kept as it was.',
    ];
  return [];
}

function heldBackLines(held: HeldBack): string[] {
  const { apiKeys, passwords, recoveryCodes, endingFactors, choices, staff, versions } = held;
  return [
    'Nothing tells what was sent, revoked, ended or changed since the backup was made, so this is held back:',
    `- Passwords: ${passwords}. Whoever has an account signs in with a new one, by mail.`,
    `- Recovery codes of ${recoveryCodes} accounts are void. Their holders make new ones in their account.`,
    ...(staff > 0
      ? [
          `- Staff who may sign in at the desk: none of ${staff}. Invite each again who still belongs there: staff invite`,
        ]
      : []),
    ...(endingFactors > 0
      ? [`- ${endingFactors} second factors were about to end, and stay. Whoever lost theirs has to ask you again.`]
      : []),
    ...apiKeys.map(({ prefix, name }) => `- The API key ${prefix} (${name}) is revoked. Renew it: api-keys create`),
    ...versions.map(
      ({ document, version }) =>
        `- ${document} ${version} is not announced. If it was not before: notices announce ${document} ${version}`,
    ),
    ...(choices > 0
      ? [
          `- Subscribers to several documents: ${choices}. They may have dropped some of them since, which nobody can know: ` +
            'before you announce a version, look for mails that say so. The link in each notice lets them choose anew.',
        ]
      : []),
    'Requests, objections, subscriptions and agreements of after the backup are not in it. Look into what was mailed.',
  ];
}
