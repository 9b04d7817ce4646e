import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { policy as runPolicy } from '../../support/policy.ts';
import { surroundings } from '../../support/settings.ts';

export interface Said {
  readonly code: number;
  readonly text: string;
}

/** What the legal team has: a clone with a main branch, the commands, and a day that it is. */
export async function cloneOf(folder: string, begunOn: string) {
  let today = begunOn;
  await git('init', '-q', '-b', 'main');
  await commit('Begin');
  return {
    git,
    commit,
    policy,
    turnTo: (day: string) => {
      today = day;
    },
    edit: async (file: string, from: string | RegExp, to: string) => {
      const path = join(folder, 'content', file);
      const before = await readFile(path, 'utf8');
      const text = before.replace(from, () => to);
      if (text === before) throw new Error(`${file} does not say "${from}"`);
      await writeFile(path, text);
    },
  };

  /** As if somebody typed it: what it says, good or bad, and the code that it ends with. */
  async function policy(...words: string[]): Promise<Said> {
    const { status, stdout, stderr } = await runPolicy(join(folder, 'content'), words, today);
    return { code: status, text: stdout + stderr };
  }

  async function commit(subject: string): Promise<void> {
    await git('add', 'content');
    await git('commit', '-qm', subject);
  }

  async function git(...words: string[]): Promise<string> {
    const at = `${today}T10:00:00Z`;
    const env = {
      ...{ ...surroundings, HOME: folder },
      ...{ GIT_AUTHOR_NAME: 'Test', GIT_AUTHOR_EMAIL: 'test@example.com', GIT_AUTHOR_DATE: at },
      ...{ GIT_COMMITTER_NAME: 'Test', GIT_COMMITTER_EMAIL: 'test@example.com', GIT_COMMITTER_DATE: at },
    };
    const { stdout } = await promisify(execFile)('git', ['-c', 'commit.gpgSign=false', ...words], { cwd: folder, env });
    return stdout;
  }
}
