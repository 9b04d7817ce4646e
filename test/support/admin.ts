import type { Restoring } from '../../server/backups/restore.ts';
import { runAdmin } from '../../server/commands.ts';
import type { Services } from '../../server/services.ts';

/** What `npm run admin -- …` prints and ends with, run in this process; with no services where it opens none. */
export async function admin(
  services: Partial<Services> | null,
  words: readonly string[],
  { input = '', restoring }: { input?: string; restoring?: () => Restoring } = {},
) {
  const [printed, complained, said]: [string[], string[], string[]] = [[], [], []];
  const code = await runAdmin(
    words,
    {
      services: async () => (services as Services | null) ?? raise('This opens the database'),
      restoring: restoring ?? (() => raise('This restores')),
    },
    {
      print: (text) => void [printed, said].map((lines) => lines.push(text)),
      complain: (text) => void [complained, said].map((lines) => lines.push(text)),
      input: async () => input,
    },
  );
  const text = (lines: readonly string[]) => lines.join('\n');
  return { code, printed: text(printed), complained: text(complained), said: text(said) };
}

function raise(message: string): never {
  throw new Error(message);
}
