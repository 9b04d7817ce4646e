import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

export interface Order {
  readonly site: string;
  /** Another each time: a program that was loaded once is not loaded anew. */
  readonly out: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** What went wrong. */
export type Answer = string | null;

let running: { readonly child: ChildProcess; said(): string } | null = null;
let last: Promise<void> = Promise.resolve();

/** As `astro build` does, by one program for all the sites of this process: to load Astro takes longer than to build. */
export function buildSite(site: string, out: string, settings: Order['settings']): Promise<void> {
  const built = last.then(async () => {
    const order = { site, out: `${out}-${randomUUID()}`, settings };
    const problem = await carryOut(order);
    if (problem !== null) throw new Error(`The site could not be built:\n${problem}`);
    await rm(join(site, out), { recursive: true, force: true });
    await rename(join(site, order.out), join(site, out));
  });
  last = built.catch(() => undefined);
  return built;
}

/** When nothing is to be built for long: it takes much memory. */
export function closeBuilder(): void {
  running?.child.disconnect();
  running = null;
}

function carryOut(order: Order): Promise<Answer> {
  running ??= start();
  const { child, said } = running;
  return new Promise((resolve) => {
    const ended = () => {
      running = null;
      resolve(said());
    };
    child.once('close', ended);
    child.once('message', (answer: Answer) => {
      child.off('close', ended);
      hold(child, false);
      resolve(answer);
    });
    hold(child, true);
    child.send(order);
  });
}

function start() {
  const child = fork(join(import.meta.dirname, 'building.ts'), { silent: true, execArgv: [] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      said = (said + text).slice(-10_000);
    });
  }
  return { child, said: () => said };
}

/** Whether this process lives on for it. */
function hold(child: ChildProcess, isNeeded: boolean): void {
  const handles = [child, child.channel, child.stdout, child.stderr] as { ref?(): void; unref?(): void }[];
  for (const handle of handles) isNeeded ? handle.ref?.() : handle.unref?.();
}
