import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import type { Services } from '../services.ts';
import type { Upload } from '../upload.ts';
import { clientAddress, isLocalSocket, stripForwarding } from './address.ts';
import { receiveForm } from './bodies/form-body.ts';
import { isUnambiguous } from './bodies/framing.ts';
import { isForPrograms, receiveJson, takesJson } from './bodies/json-body.ts';
import { createMemory, releaseUploads } from './bodies/multipart.ts';
import { checkFields } from './bodies/urlencoded.ts';
import { readErrorPages, readStyleDigests } from './error-pages.ts';
import { type ErrorCode, errorCodeOf } from './error-responses.ts';
import { securityHeaders } from './headers.ts';
import { isReady } from './health.ts';
import { hostCheck } from './host.ts';
import { readPath } from './path.ts';
import { renamedPath } from './renamed-documents.ts';
import { type Handler, type Locals, render } from './rendering.ts';
import { createReplies, type Exchange } from './replies.ts';
import { sendFile } from './static/file.ts';
import { openIntervals } from './static/intervals.ts';
import { receiveWebhook, webhookPath } from './webhook.ts';

interface RequestHandlerOptions {
  readonly config: Pick<Config, 'origin' | 'trustedProxyHops' | 'trustedProxies' | 'isLocal'>;
  readonly clock: Clock;
  readonly services: Services;
  readonly log: Log;
  readonly clientDirectory: string;
  readonly intervalsDirectory: string;
  readonly handler: Handler;
  /** Milliseconds in which a form must have come. */
  readonly bodyTime?: number;
  /** The same of one with files. */
  readonly uploadTime?: number;
}

export interface RequestHandler {
  /** Answers a request; never throws, never rejects. */
  receive(request: IncomingMessage, response: ServerResponse): void;
  /** Answers what is no request that could be answered; the code is Node's, or `CONNECT`. */
  refuse(code: string | undefined, socket: Duplex): void;
  /** From now on each connection ends with its answer, and probes are told to send nobody here. */
  drain(): void;
}

/** Pages and forms at once: as many as are answered within a few seconds. Whoever comes later would wait in vain. */
const mostPages = 200;

/** Where everything from outside arrives: what is not refused here is safe for a page to read. */
export async function createRequestHandler(options: RequestHandlerOptions): Promise<RequestHandler> {
  const { config, clock, services, log, clientDirectory, intervalsDirectory, handler } = options;
  const { bodyTime = 10_000, uploadTime = 120_000 } = options;
  const { origin } = config;
  const security = securityHeaders({ origin, styleDigests: await readStyleDigests(clientDirectory) });
  const { timeZone } = services.company;
  const intervals = await openIntervals({ clientDirectory, intervalsDirectory, timeZone, clock, security });
  const replies = createReplies({ security, pages: await readErrorPages(clientDirectory, origin), origin });
  const isOurHost = hostCheck(origin);
  /** The last request that a page was asked for on each connection. */
  const latest = new WeakMap<Duplex, Exchange>();
  const memoryOf = createMemory();
  let pagesUnderWay = 0;
  let isDraining = false;

  return { receive, refuse, drain };

  function receive(request: IncomingMessage, response: ServerResponse): void {
    const exchange = { request, response, id: randomUUID() };
    if (isDraining) response.shouldKeepAlive = false;

    if (isReading(request) && isOurHost(request.headers.host) && isUnambiguous(request)) {
      const file = intervals.held?.current.get(request.url ?? '');
      if (file) {
        sendFile(request, response, file, exchange.id);
        return;
      }
    }
    route(exchange).catch((error: unknown) => fault(exchange, error));
  }

  async function route(exchange: Exchange): Promise<void> {
    const { request } = exchange;
    latest.set(request.socket, exchange);
    const refused = (code: ErrorCode) => refusal(exchange, code);

    if (isReading(request) && request.url === '/healthz') return replies.text(exchange, 200, 'ok\n');
    if (isReading(request) && request.url === '/readyz') return readiness(exchange);

    if (!isUnambiguous(request)) return refused('request-malformed');
    if (!isOurHost(request.headers.host)) return refused('host-foreign');
    if (!isReading(request) && request.method !== 'POST') return refused('method-unknown');
    if (request.headers.expect !== undefined && !/^100-continue$/i.test(request.headers.expect)) {
      return refused('expectation-unknown');
    }

    const target = readPath(request.url ?? '');
    if (!target.ok) return refused(target.problems[0] ?? 'address-malformed');
    const { path, query } = target.value;

    const files = intervals.held ?? (await intervals.read());
    const file = files.current.get(path) ?? (await files.archived(path));
    if (file && isReading(request)) return sendFile(request, exchange.response, file, exchange.id);
    if (file) return refusal(exchange, 'method-unknown', 'GET, HEAD');
    if (isReading(request) && files.has(`${path}/`)) return replies.redirect(exchange, `${path}/${query}`);
    const renamed = renamedPath(path, services);
    if (renamed) return replies.redirect(exchange, `${renamed}${query}`, isReading(request) ? 301 : 308);

    // No page begins so; Astro's image endpoint does, and is not offered.
    if (path.startsWith('/_')) return refused('not-found');

    if (path === webhookPath && request.method === 'POST') return webhook(exchange);
    if (!checkFields(query.slice(1)).ok) return refused('address-malformed');
    if (request.method !== 'POST') return rendered(exchange, path, query);
    if (takesJson(path)) {
      const received = await receiveJson(request, exchange.response, { bodyTime });
      return received.ok ? rendered(exchange, path, query) : refused(received.problems[0] ?? 'form-malformed');
    }
    const memory = memoryOf(clientAddress(request, config));
    const limits = { origin, bodyTime, uploadTime, memory };
    const received = await receiveForm(request, exchange.response, path, limits);
    if (!received.ok) return refused(received.problems[0] ?? 'form-malformed');
    try {
      return await rendered(exchange, path, query, received.value);
    } finally {
      releaseUploads(memory, received.value);
    }
  }

  async function webhook(exchange: Exchange): Promise<void> {
    const { request, response } = exchange;
    const answer = await receiveWebhook(request, response, { ...services, bodyTime });
    if (typeof answer === 'string') return refusal(exchange, answer);
    replies.text(exchange, answer, answer === 200 ? 'taken\n' : 'not signed by whom it should be\n');
  }

  async function rendered(
    exchange: Exchange,
    path: string,
    query: string,
    uploads: readonly Upload[] = [],
  ): Promise<void> {
    const { request, id } = exchange;
    const started = clock.now().getTime();
    const client = { address: clientAddress(request, config), local: isLocalSocket(request, config) };
    stripForwarding(request);
    // A program has a key and nothing else: whatever a browser adds of its own accord must not help it.
    if (takesJson(path)) delete request.headers.cookie;
    request.url = path + query;

    if (isReading(request) && request.socket.destroyed) return;
    if (pagesUnderWay >= mostPages) return refusal(exchange, isReading(request) ? 'busy-reading' : 'busy');
    pagesUnderWay += 1;
    const locals: Locals = { services, client, requestId: id, uploads };
    const page = await render(handler, request, locals)
      .catch((error: unknown) => fault(exchange, error, locals.route))
      .finally(() => (pagesUnderWay -= 1));
    if (page === undefined) return;
    if (isDraining) exchange.response.shouldKeepAlive = false;
    if (page === null && isReading(request) && !isForPrograms(path) && !/\/$|\.\w{1,5}$/.test(path)) {
      // A link whose end was cut off in a mail still leads to its page.
      return replies.redirect(exchange, `${path}/${query}`);
    }
    if (page === null || (page.status === 404 && page.body.length === 0)) return refusal(exchange, 'not-found');
    if (page.status === 500) return fault(exchange, undefined, locals.route);

    await replies.page(exchange, path, page);
    log.info('answered', {
      ...factsOf(exchange, page.status, locals.route),
      milliseconds: clock.now().getTime() - started,
    });
  }

  async function readiness(exchange: Exchange): Promise<void> {
    const ready = !isDraining && (await isReady(services));
    // It serves, and must get its requests: what waits is mail, which goes out when the other side is back.
    const { state } = services.timeSeen.state();
    const troubles = [
      ...(services.mail.outage() ? ['mail is not accepted'] : []),
      ...(state === 'right' ? [] : [`the clock is ${state}`]),
    ];
    const words = troubles.length > 0 ? `degraded: ${troubles.join(', ')}\n` : 'ready\n';
    replies.text(exchange, ready ? 200 : 503, ready ? words : 'not ready\n');
  }

  function refusal(exchange: Exchange, code: ErrorCode, allow = allowedAt(exchange)): void {
    const page = code === 'not-found' ? intervals.held?.notFound : null;
    replies.answer(exchange, code, code === 'method-unknown' ? ['Allow', allow] : [], page ?? undefined);
    if (code !== 'not-found') log.info('refused', { ...factsOf(exchange, exchange.response.statusCode), code });
  }

  function allowedAt({ request }: Exchange): string {
    return services.api.methodsAt(request.url ?? '') ?? 'GET, HEAD, POST';
  }

  function fault(exchange: Exchange, error: unknown, route?: string): void {
    // Whatever the page has left hanging on the connection goes with it.
    exchange.response.shouldKeepAlive = false;
    replies.answer(exchange, errorCodeOf(error, { isReading: isReading(exchange.request) }));
    log.error('failed', factsOf(exchange, exchange.response.statusCode, route), error);
  }

  function refuse(code: string | undefined, socket: Duplex): void {
    const before = latest.get(socket);
    const isAnswered = before?.response.headersSent ?? false;
    if (!socket.writable || code === 'ECONNRESET' || (before && isAnswered && !before.request.complete)) {
      socket.destroy();
    } else if (before?.request.complete && !before.response.writableFinished) {
      // What was received whole is answered first: in its place "Nothing was stored" could be untrue.
      before.response.once('finish', () => refuse(code, socket));
    } else {
      const answer = unreadable[code ?? ''] ?? 'request-malformed';
      socket.end(replies.raw(answer, randomUUID(), clock.now()), () => socket.destroy());
    }
  }

  function drain(): void {
    isDraining = true;
  }
}

const unreadable: Record<string, ErrorCode> = {
  CONNECT: 'method-unknown',
  ERR_HTTP_REQUEST_TIMEOUT: 'body-slow',
  HPE_HEADER_OVERFLOW: 'headers-large',
};

function isReading({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}

function factsOf({ request, id }: Exchange, status: number, route?: string) {
  const method = isReading(request) || request.method === 'POST' ? request.method : 'other';
  return { requestId: id, status, ...(method && { method }), ...(route && { route }) };
}
