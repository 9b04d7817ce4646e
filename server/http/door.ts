import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Porch } from './porch.ts';

export interface Door {
  readonly port: number;
  /** Lets nobody in any more and waits for those inside, at most as many milliseconds as given. */
  close(patience: number): Promise<void>;
}

/** Milliseconds. */
const times = {
  headers: 10_000,
  request: 30_000,
  // Longer than the proxies in front keep theirs, so that none sends a request down a closing connection.
  keepAlive: 75_000,
  silence: 60_000,
};

export function openDoor(porch: Porch, port: number, limits = times): Promise<Door> {
  const server = createServer({
    headersTimeout: limits.headers,
    requestTimeout: limits.request,
    keepAliveTimeout: limits.keepAlive,
    connectionsCheckingInterval: Math.min(2000, limits.headers),
    // Most requests are GETs: without a stream for a body that cannot come, each costs a fifth less.
    optimizeEmptyRequests: true,
  });
  server.setTimeout(limits.silence);
  server.on('request', porch.receive);
  // The porch looks first and lets the body come afterwards, or not.
  server.on('checkContinue', porch.receive);
  server.on('checkExpectation', porch.receive);
  server.on('clientError', porch.refuse);

  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, () => {
      server.off('error', reject);
      resolve({ port: (server.address() as AddressInfo).port, close });
    });
  });

  function close(patience: number): Promise<void> {
    porch.drain();
    return new Promise((resolve) => {
      const timer = setTimeout(() => server.closeAllConnections(), patience);
      server.close(() => {
        clearTimeout(timer);
        resolve();
      });
      server.closeIdleConnections();
    });
  }
}
