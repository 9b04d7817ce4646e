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

interface Offered {
  readonly key: string;
  readonly body: string;
}

/** It knows a key for a day. */
const keysLive = 24 * 3_600_000;

export type Provider = Awaited<ReturnType<typeof startProvider>>;

/**
 * Speaks the part of Resend's interface that is used: POST /emails and /emails/batch, with keys that make a repeated
 * request one request, and GET /emails/receiving.
 */
export async function startProvider({
  port = 0,
  onOffer,
  now = () => new Date(),
}: {
  port?: number;
  onOffer?: () => unknown;
  /** By it keys are forgotten. */
  now?: () => Date;
} = {}) {
  const offered: Offered[] = [];
  const arrived: string[] = [];
  let refuses: (to: string) => string | null = () => null;
  const delivered = new Map<string, string>();
  const received = new Map<string, Uint8Array>();
  const acceptedAt = new Map<string, number>();
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
    /** To whom each mail of an accepted batch went. */
    arrived,
    /** What it has received for us, by its ids. */
    received,
    /** Says why it does not take a mail of a batch. */
    refuse(why: (to: string) => string | null) {
      refuses = why;
    },
    behave(next: Behaviour) {
      behaviour = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'GET') return giveReceived(request, response);
    const key = String(request.headers['idempotency-key']);
    const body = await text(request);
    offered.push({ key, body });
    await onOffer?.();
    const isBatch = request.url === '/emails/batch';
    if (request.method !== 'POST' || !(isBatch || request.url === '/emails')) return send(response, 404, 'not_found');
    if (request.headers.authorization !== 'Bearer re_test') return send(response, 401, 'invalid_api_key');
    if (behaviour === 'reset') return void request.socket.destroy();
    if (behaviour === 'hang') return;
    if (typeof behaviour === 'object' && behaviour.status !== 200 && !behaviour.accepting) {
      return send(response, behaviour.status, behaviour.error ?? 'refused', behaviour.headers);
    }
    const isForgotten = now().getTime() - (acceptedAt.get(key) ?? Number.NEGATIVE_INFINITY) >= keysLive;
    const known = isForgotten ? undefined : delivered.get(key);
    if (known !== undefined && known !== body) return send(response, 409, 'invalid_idempotent_request');
    const answered = isBatch
      ? takeBatch(body, { isNew: known === undefined, mode: request.headers['x-batch-validation'] })
      : { id: key };
    if (answered === null) return send(response, 422, { name: 'validation_error', message: 'One of them is wrong' });
    delivered.set(key, body);
    if (known === undefined) acceptedAt.set(key, now().getTime());
    if (behaviour === 'accept, then reset') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' }).write('{"id"');
      setTimeout(() => request.socket.destroy(), 20);
      return;
    }
    if (behaviour === 'accept, then hang') return;
    if (typeof behaviour === 'object' && behaviour.status !== 200) return send(response, behaviour.status, 'failed');
    const headers = typeof behaviour === 'object' ? behaviour.headers : {};
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(answered));
  }

  /** `GET /emails/receiving/{id}`, and the mail itself where that says. */
  function giveReceived({ url = '', headers: { host } }: IncomingMessage, response: ServerResponse): void {
    const [, id = ''] = /^\/emails\/receiving\/([^/?]+)/.exec(url) ?? [];
    const [, asked = ''] = /^\/raw\/([^/?]+)/.exec(url) ?? [];
    const message = received.get(id || asked);
    if (behaviour === 'reset') return void response.socket?.destroy();
    if (typeof behaviour === 'object' && behaviour.status !== 200)
      return void send(response, behaviour.status, 'failed');
    if (!message) return void send(response, 404, 'not_found');
    if (asked) return void response.end(message);
    const raw = { download_url: `http://${host}/raw/${id}`, expires_at: '2026-12-01T00:00:00.000Z' };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ object: 'email', id, raw }));
  }

  /** Null where it takes none, since it does not take all. */
  function takeBatch(body: string, { isNew, mode }: { isNew: boolean; mode: string | string[] | undefined }) {
    const mails = JSON.parse(body) as { to: string }[];
    const errors = mails.flatMap(({ to }, index) => {
      const message = refuses(to);
      return message === null ? [] : [{ index, message }];
    });
    if (errors.length > 0 && mode !== 'permissive') return null;
    const taken = mails.filter((_, at) => !errors.some(({ index }) => index === at));
    if (isNew) arrived.push(...taken.map(({ to }) => to));
    return { data: taken.map((_, at) => ({ id: `mail-${at}` })), errors };
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
