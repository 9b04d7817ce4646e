import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const size = { columns: 100, lines: 200 };

/** w3m at an address, in a terminal of its own, as somebody uses it at a keyboard. */
export async function openTextBrowser(address: string) {
  const home = await mkdtemp(join(tmpdir(), 'whitrack-w3m-'));
  const terminal = `whitrack-${randomUUID()}`;
  const place = ['-x', String(size.columns), '-y', String(size.lines)];
  const tmux = (...words: string[]) => run('tmux', ['-L', terminal, '-f', '/dev/null', ...words]);
  await tmux('new-session', '-d', ...place, `HOME=${home} exec w3m ${address}`);

  return { shows, find, press, type, screen, [Symbol.asyncDispose]: close };

  /** Waits until the screen holds the text, and gives what it holds. */
  async function shows(text: string): Promise<string> {
    const deadline = Date.now() + 120_000;
    let seen = await screen();
    while (!seen.includes(text)) {
      if (Date.now() > deadline) throw new Error(`w3m does not show "${text}":\n${seen}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
      seen = await screen();
    }
    return seen;
  }

  async function screen(): Promise<string> {
    return await tmux('capture-pane', '-p');
  }

  /** Moves to where the text stands, from the top of the page on. */
  async function find(text: string): Promise<void> {
    await tmux('send-keys', 'g', '/');
    await shows('Forward:');
    await type(text);
  }

  async function press(...keys: string[]): Promise<void> {
    await tmux('send-keys', ...keys);
  }

  /** Types a line, into the field where one stands. */
  async function type(line: string): Promise<void> {
    await tmux('send-keys', '-l', line);
    await tmux('send-keys', 'Enter');
  }

  async function close(): Promise<void> {
    await tmux('kill-server').catch(() => '');
    await rm(home, { recursive: true, force: true });
  }
}

async function run(program: string, words: readonly string[]): Promise<string> {
  const env = { PATH: process.env['PATH'], TERM: 'xterm', LANG: 'C.UTF-8' };
  return (await promisify(execFile)(program, [...words], { env })).stdout;
}
