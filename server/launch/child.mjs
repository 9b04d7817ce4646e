import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Says in words why it cannot go on, and ends.
 * @param {string} words
 * @returns {never}
 */
export function giveUp(words) {
  console.error(words);
  process.exit(1);
}

/**
 * Runs a command to its end and hands on the signals that reach us. Asked to stop meanwhile, we end with the command,
 * and with its exit code.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, quiet?: boolean, passInterrupt?: boolean, shell?: boolean }} [options]
 *   `quiet` collects the output instead of showing it; `passInterrupt` hands on Ctrl-C although a terminal has sent it
 *   to the command as well: only for commands that take a second one calmly
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args, options = {}) {
  const { env = process.env, cwd = root, quiet = false, passInterrupt = !process.stdin.isTTY, shell = false } = options;
  const child = spawn(command, args, { cwd, env, shell, stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (output += text));

  let asked = false;
  /** @param {NodeJS.Signals} signal */
  const pass = (signal) => {
    asked = true;
    if (signal !== 'SIGINT' || passInterrupt) child.kill(signal);
  };
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, pass);
  const leash = holdLeash(() => pass('SIGTERM'));

  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      release();
      reject(error);
    });
    child.once('close', (exitCode, signal) => {
      release();
      const code = exitCode ?? 128 + (signal ? constants.signals[signal] : 0);
      if (asked) process.exit(code);
      resolve({ code, output });
    });
  });

  function release() {
    clearInterval(leash);
    for (const signal of signals) process.off(signal, pass);
  }
}

/**
 * npm passes SIGTERM to `sh`, which may die without passing it on. We would live on as an orphan that holds the port:
 * so the loss of the parent counts as SIGTERM.
 *
 * @param {() => void} onLoss
 */
function holdLeash(onLoss) {
  if (!process.env['npm_lifecycle_event']) return undefined;
  const parent = process.ppid;
  const leash = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(leash);
    onLoss();
  }, 100);
  return leash;
}
