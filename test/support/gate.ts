import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between the server and its database, and can do to their connections what networks do. */
export async function openGate(target: number) {
  const inside = new Set<Socket>();
  let gate: Server;
  let isSilent = false;
  let lost: readonly [passed: string, unanswered: string] | null = null;
  const port = await open(0);
  return { port, open: () => open(port), shut, fallSilent, loseAnswers, speakAgain };

  async function open(at: number): Promise<number> {
    gate = createServer(pass).listen(at, '127.0.0.1');
    await once(gate, 'listening');
    return (gate.address() as { port: number }).port;
  }

  /** Who is inside is thrown out, and nobody is let in. */
  async function shut(): Promise<void> {
    const closed = once(gate, 'close');
    gate.close();
    for (const one of inside) one.destroy();
    inside.clear();
    await closed;
  }

  /** No connection is closed, and whatever is said on one is lost: those who are inside now are never heard again. */
  function fallSilent(): void {
    isSilent = true;
  }

  /** On a connection on which `passed` was said, `unanswered` still arrives, and nothing comes back. */
  function loseAnswers(passed: string, unanswered: string): void {
    lost = [passed, unanswered];
  }

  function speakAgain(): void {
    isSilent = false;
    lost = null;
  }

  function pass(socket: Socket): void {
    const beyond = connect(target, '127.0.0.1');
    let isDeaf = false;
    let hasPassed = false;
    for (const one of [socket, beyond]) {
      inside.add(one);
      one.on('error', () => one.destroy());
      one.on('close', () => [socket, beyond].forEach((each) => void each.destroy()));
    }
    socket.on('data', (said) => {
      isDeaf ||= isSilent;
      if (isDeaf) return;
      beyond.write(said);
      hasPassed ||= lost !== null && said.includes(lost[0]);
      isDeaf = hasPassed && lost !== null && said.includes(lost[1]);
    });
    beyond.on('data', (said) => {
      isDeaf ||= isSilent;
      if (!isDeaf) socket.write(said);
    });
  }
}
