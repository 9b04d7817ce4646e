import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What the provider does with the next mails: with `accepting`, it takes a mail and then fails to say so. */
export type Behaviour =
  | {
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly accepting?: boolean;
      readonly error?: ProviderError;
    }
  | 'hang'
  | 'reset'
  | 'accept, then reset'
  | 'accept, then hang';

/** What it says of a mail that it does not take. */
interface ProviderError {
  readonly name: string;
  readonly message: string;
}

export interface Offered {
  readonly key: string;
  readonly body: string;
}

export type Provider = Awaited<ReturnType<typeof startProvider>>;

/** Speaks the part of Resend's interface that is used: POST /emails, with keys that make a repeated mail one mail. */
export async function startProvider({ port = 0, onOffer }: { port?: number; onOffer?: () => unknown } = {}) {
  const offered: Offered[] = [];
  const delivered = new Map<string, string>();
  let behaviour: Behaviour = { status: 200 };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    port: (server.address() as AddressInfo).port,
    /** Every attempt, whatever became of it. */
    offered,
    /** What was accepted, by its key. */
    delivered,
    behave(next: Behaviour) {
      behaviour = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const key = String(request.headers['idempotency-key']);
    const body = await text(request);
    offered.push({ key, body });
    await onOffer?.();
    if (request.method !== 'POST' || request.url !== '/emails') return send(response, 404, 'not_found');
    if (request.headers.authorization !== 'Bearer re_test') return send(response, 401, 'invalid_api_key');
    if (behaviour === 'reset') return void request.socket.destroy();
    if (behaviour === 'hang') return;
    if (typeof behaviour === 'object' && behaviour.status !== 200 && !behaviour.accepting) {
      return send(response, behaviour.status, behaviour.error ?? 'refused', behaviour.headers);
    }
    const known = delivered.get(key);
    if (known !== undefined && known !== body) return send(response, 409, 'invalid_idempotent_request');
    delivered.set(key, body);
    if (behaviour === 'accept, then reset') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' }).write('{"id"');
      setTimeout(() => request.socket.destroy(), 20);
      return;
    }
    if (behaviour === 'accept, then hang') return;
    if (typeof behaviour === 'object' && behaviour.status !== 200) return send(response, behaviour.status, 'failed');
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id: key }));
  }
}

function send(
  response: ServerResponse,
  statusCode: number,
  error: string | ProviderError,
  headers: Record<string, string> = {},
): void {
  const { name, message } = typeof error === 'string' ? { name: error, message: 'The provider says so' } : error;
  response
    .writeHead(statusCode, { 'content-type': 'application/json', ...headers })
    .end(JSON.stringify({ statusCode, name, message }));
}
