import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { RequestHandler } from './request-handler.ts';

interface Listener {
  readonly port: number;
  /** Lets nobody in any more and waits for those inside, at most as many milliseconds as given. */
  close(patience: number): Promise<void>;
}

/** Milliseconds. */
const times = {
  headers: 10_000,
  // Longer than the longest form, one with files, may take; others are given up before.
  request: 150_000,
  // Longer than the proxies in front keep theirs, so that none sends a request down a closing connection.
  keepAlive: 75_000,
  silence: 60_000,
};

/** Browsers ask for one thing after the other; some proxies for a few at once. */
const mostAtOnce = 32;

/** Milliseconds that a connection which has asked for nothing yet is left open when the server leaves. */
const hesitation = 1000;

export function openListener(
  requestHandler: RequestHandler,
  { port, host = '127.0.0.1' }: { readonly port: number; readonly host?: string },
  limits = times,
): Promise<Listener> {
  const server = createServer({
    headersTimeout: limits.headers,
    requestTimeout: limits.request,
    keepAliveTimeout: limits.keepAlive,
    connectionsCheckingInterval: Math.min(2000, limits.headers),
    // Most requests are GETs: without a stream for a body that cannot come, each costs a fifth less.
    optimizeEmptyRequests: true,
    // Node would answer by itself, without a word and without our headers.
    requireHostHeader: false,
  });
  // Browsers open connections ahead of need; Node does not count them among the idle ones.
  const silent = new Set<Duplex>();
  server.on('connection', (socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  const unanswered = new WeakMap<Duplex, number>();
  server.setTimeout(limits.silence);
  // With an expectation too: the request handler looks first and lets the body come afterwards, or not.
  for (const event of ['request', 'checkContinue', 'checkExpectation']) {
    server.on(event, (request: IncomingMessage, response: ServerResponse) => {
      silent.delete(request.socket);
      if (!isTooMuch(request.socket, response)) requestHandler.receive(request, response);
    });
  }
  server.on('clientError', ({ code }: NodeJS.ErrnoException, socket) => requestHandler.refuse(code, socket));
  server.on('connect', (_request, socket) => requestHandler.refuse('CONNECT', socket));

  /** Node hands over whatever has come down a connection at once, thousands of requests in a few kilobytes. */
  function isTooMuch(socket: Duplex, response: ServerResponse): boolean {
    const asked = (unanswered.get(socket) ?? 0) + 1;
    unanswered.set(socket, asked);
    response.once('close', () => unanswered.set(socket, (unanswered.get(socket) ?? 1) - 1));
    if (asked > mostAtOnce) socket.destroy();
    return socket.destroyed;
  }

  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve({ port: (server.address() as AddressInfo).port, close });
    });
  });

  function close(patience: number): Promise<void> {
    requestHandler.drain();
    return new Promise((resolve) => {
      const impatience = setTimeout(() => server.closeAllConnections(), patience);
      const sweep = setInterval(closeUnused, hesitation);
      server.close(() => {
        clearTimeout(impatience);
        clearInterval(sweep);
        resolve();
      });
    });
  }

  function closeUnused(): void {
    server.closeIdleConnections();
    for (const socket of silent) socket.destroy();
  }
}
