import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Command } from '../command.ts';
import type { Backups } from './backups.ts';
import { forceWords, type Restoring } from './restoring.ts';

/** `npm run admin -- backup`: one more of the row, now. */
export function backupCommand(backups: Pick<Backups, 'take' | 'expire' | 'list'>): Command {
  return {
    usage: '[--to FOLDER]',
    async run(args, { print, complain }) {
      const { values } = parseArgs({ args, options: { to: { type: 'string' } } });
      if (values.to === '') {
        complain('Say which folder: backup --to FOLDER. Without --to it is BACKUP_DIR.');
        return 64;
      }
      const { path } = await backups.take(values.to === undefined ? {} : { to: resolve(values.to) });
      const gone = await backups.expire(dirname(path));
      print(`The backup is ${path}, read back and found whole. Its digest is in ${path}.sha256.`);
      if (gone > 0) print(`${gone} that had become too old or superfluous ${gone === 1 ? 'is' : 'are'} gone.`);
      return 0;
    },
  };
}

/** `npm run admin -- restore`: needs no open database, for there may be none that opens. */
export function restoreCommand(restoring: Restoring | null): Command {
  return {
    usage: `FILE [--force "${forceWords}"]`,
    async run(args, { print, complain }) {
      const options = { force: { type: 'string', default: '' } } as const;
      const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
      const [file, ...others] = positionals;
      if (!file || others.length > 0) {
        complain(`Say which file: restore FILE [--force "${forceWords}"]`);
        return 64;
      }
      if (!restoring) throw new Error('A restore runs by itself');
      const { erasedAgain, mailsSetAside, aside } = await restoring.restore(file, values);
      print(`${file} is restored. Everybody has to sign in again.`);
      print(`Erased again, because they had been erased since: ${erasedAgain}.`);
      if (mailsSetAside > 0)
        print(
          `${mailsSetAside} mails may have been sent since. They wait for you: npm run admin -- mail list --failed`,
        );
      if (aside) print(`What was there before is ${aside}. It goes by itself, after 30 days at the latest.`);
      return 0;
    },
  };
}
