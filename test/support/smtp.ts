import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';

/** What the server answers at a step in place of its usual answer; `close` breaks the connection instead. */
export type SmtpStep = 'greeting' | 'EHLO' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'RSET' | 'content';
export type SmtpAnswers = Partial<Record<SmtpStep, string | 'close' | 'hang'>>;

const usual: Readonly<Record<SmtpStep, string>> = {
  greeting: '220 ready',
  EHLO: '250-local\r\n250 AUTH PLAIN',
  AUTH: '235 welcome',
  MAIL: '250 ok',
  RCPT: '250 ok',
  DATA: '354 go on',
  RSET: '250 ok',
  content: '250 kept',
};

/** A server that takes several commands at once (RFC 2920). */
export const pipelining: SmtpAnswers = { EHLO: '250-local\r\n250-PIPELINING\r\n250 AUTH PLAIN' };

/**
 * A mail server of the smallest kind (RFC 5321) that remembers the messages it got to the end of; an impatient one closes
 * each connection after a mail, without a word.
 */
export async function startSmtp(answers: SmtpAnswers = {}, { isImpatient = false } = {}) {
  const messages: string[] = [];
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => serve(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `smtp://127.0.0.1:${port}`,
    messages,
    commands,
    /** How often somebody has connected. */
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  function serve(socket: Socket): void {
    let received = '';
    let isContent = false;
    let isRefused = false;
    sockets.add(socket);
    connections += 1;
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      for (let end = next(); end >= 0; end = next()) {
        const line = received.slice(0, end);
        received = received.slice(end + (isContent ? 5 : 2));
        if (isContent) {
          messages.push(line);
          isContent = false;
          answer(socket, 'content');
          if (isImpatient) socket.end();
        } else command(socket, line.slice(0, 4).toUpperCase());
      }
    });
    answer(socket, 'greeting');

    function next(): number {
      return received.indexOf(isContent ? '\r\n.\r\n' : '\r\n');
    }

    function command(socket: Socket, verb: string): void {
      commands.push(verb);
      if (verb === 'QUIT') return void socket.end('221 bye\r\n');
      // Of commands that came together, DATA is refused where what came before it was.
      if (verb === 'DATA' && isRefused) return void socket.write('503 nobody to send it to\r\n');
      if (verb === 'DATA') isContent = !answers.DATA;
      if (verb === 'MAIL' || verb === 'RSET') isRefused = false;
      isRefused ||= /^[45]/.test(answers[verb as SmtpStep] ?? '');
      answer(socket, verb as SmtpStep);
    }
  }

  function answer(socket: Socket, step: SmtpStep): void {
    const text = answers[step] ?? usual[step] ?? '500 what?';
    if (text === 'close') socket.destroy();
    else if (text !== 'hang') socket.write(`${text}\r\n`);
  }
}
