import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Config } from '../config.ts';

const interval = 100;

/** Whether somebody listens on a port of this machine, on whichever of its loopback addresses. */
export function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: 'localhost', autoSelectFamily: true });
    socket.once('connect', () => settle(true)).once('error', () => settle(false));

    function settle(taken: boolean) {
      socket.destroy();
      resolve(taken);
    }
  });
}

/** The same, after a server that is just leaving has had the time to. */
export async function staysTaken(port: number): Promise<boolean> {
  const end = performance.now() + 2_000;
  while (performance.now() < end) {
    if (!(await isTaken(port))) return false;
    await wait(interval);
  }
  return true;
}

/** Says where to look as soon as the server listens; disposed before, it says nothing. */
export function announceWhenReady(config: Config): Disposable {
  const timer = setInterval(async () => {
    if (!(await isTaken(config.port))) return;
    clearInterval(timer);
    console.log(whereToLook(config));
  }, interval);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

function whereToLook({ origin, isLocal, transport }: Config): string {
  const kept = isLocal ? `${origin}/mailbox/ (mail stays on this machine)` : 'kept on this machine';
  const mail = { mailbox: kept, resend: 'sent through Resend', smtp: 'sent through your SMTP server' }[transport.kind];
  return `
  Site     ${origin}/
  Mail     ${mail}
  Desk     ${origin}/desk/ (your first member of staff: npm run admin -- staff add you@example.com --name "…" --role approves)
  Go live  see "Before going live" in README.md

  Ctrl-C stops the server.
`;
}
