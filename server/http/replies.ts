import { type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse, STATUS_CODES } from 'node:http';
import { ofHttp } from '../../src/words/api/problems.ts';
import { discard } from './bodies/body.ts';
import { hasBody } from './bodies/framing.ts';
import { isForPrograms } from './bodies/json-body.ts';
import { chooseEncoding, compress, type Encoding } from './encoding.ts';
import type { ErrorPages } from './error-pages.ts';
import { type ErrorCode, statuses } from './error-responses.ts';
import type { FlatHeaders, SecurityHeaders } from './headers.ts';
import { problem, problemType } from './problem.ts';
import type { Rendered } from './rendering.ts';

/** A request under way, and the name that it has in the log. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly id: string;
}

/** Of a notice, at the desk. */
const mailPreview = /^\/desk\/notices\/\d{1,10}\/mail\/[a-z]+\.html$/;

/** Everything that is sent, apart from files, leaves through here, with the headers that go with every answer. */
export function createReplies({
  pages,
  security,
  origin,
}: {
  pages: ErrorPages;
  security: SecurityHeaders;
  origin: string;
}) {
  const common = ['Cache-Control', 'no-store', ...security.page];

  return { answer, text, redirect, page, raw };

  /** One of its own answers, in words; `page` where the day decides them. */
  function answer(
    { request, response, id }: Exchange,
    code: ErrorCode,
    more: FlatHeaders = [],
    page = pages[code],
  ): void {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (code === 'body-slow') response.shouldKeepAlive = false;
    else if (hasBody(request) && !request.complete) discard(request, response);
    const status = statuses[code];
    const [type, body] = isForPrograms(request.url ?? '') ? [problemType, inJson(code, id)] : [html, page];
    const headers = [...headersOf(body, type), ...retry(status), ...challenge(status), ...more];
    response.writeHead(status, [...headers, 'X-Request-Id', id]).end(body);
  }

  function inJson(code: ErrorCode, requestId: string): Buffer {
    const words = { status: statuses[code], ...ofHttp[code] };
    return Buffer.from(JSON.stringify(problem(code, words, { origin, requestId })));
  }

  function text({ response, id }: Exchange, status: number, words: string): void {
    const type = ['Content-Type', 'text/plain; charset=utf-8', 'Content-Length', String(Buffer.byteLength(words))];
    response.writeHead(status, [...type, ...common, ...retry(status), 'X-Request-Id', id]).end(words);
  }

  /** For good; 308 where what was posted is to be posted there. */
  function redirect({ request, response, id }: Exchange, location: string, status: 301 | 308 = 301): void {
    if (hasBody(request) && !request.complete) discard(request, response);
    response.writeHead(status, ['Location', location, 'Content-Length', '0', ...common, 'X-Request-Id', id]).end();
  }

  /** What Astro rendered. Our own headers stand; whatever else the page has set is added. */
  async function page({ request, response, id }: Exchange, path: string, rendered: Rendered): Promise<void> {
    const named = String(rendered.headers['cache-control'] ?? 'no-store');
    const isPublic = /\bpublic\b/.test(named);
    const isCompressible = !('set-cookie' in rendered.headers) && (isPublic || isForAnyone(request, rendered));
    const cacheControl = isCompressible ? named : `${named}, no-transform`;
    const wanted = isCompressible ? chooseEncoding(request.headers['accept-encoding'] as string) : 'identity';
    const { body, encoding } = await encode(rendered.body, wanted);
    response.writeHead(rendered.status, [
      ...pageHeaders(rendered.headers),
      ...['Cache-Control', cacheControl],
      ...(encoding ? ['Content-Encoding', encoding, 'Vary', 'Accept-Encoding'] : []),
      ...['Content-Length', String(body.length)],
      ...securityOf(path, rendered),
      ...['X-Request-Id', id],
    ]);
    response.end(body);
  }

  function securityOf(path: string, { headers }: Rendered): FlatHeaders {
    if (/^attachment\b/i.test(String(headers['content-disposition'] ?? ''))) return security.download;
    if (mailPreview.test(path)) return security.mail;
    return path === '/search/' ? security.search : security.page;
  }

  /** For what could not even be read as a request, and so has no response to write to. */
  function raw(code: ErrorCode, id: string, at: Date): string {
    const allow = code === 'method-unknown' ? ['Allow', 'GET, HEAD, POST'] : [];
    const own = ['Connection', 'close', 'Date', at.toUTCString(), 'X-Request-Id', id];
    const headers = [...headersOf(pages[code], html), ...allow, ...own];
    const lines = headers.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${headers[at + 1]}`] : []));
    return `HTTP/1.1 ${statuses[code]} ${STATUS_CODES[statuses[code]]}\r\n${lines.join('\r\n')}\r\n\r\n${pages[code]}`;
  }

  function headersOf(body: Buffer, type: string): FlatHeaders {
    return ['Content-Type', type, 'Content-Length', String(body.length), ...common];
  }
}

const html = 'text/html; charset=utf-8';

function retry(status: number): FlatHeaders {
  return status === 503 ? ['Retry-After', '60'] : [];
}

function challenge(status: number): FlatHeaders {
  return status === 401 ? ['WWW-Authenticate', 'Bearer realm="api"'] : [];
}

/**
 * Whether a page holds nobody's secret: nobody is signed in, no key is shown, and the address is the same for everybody.
 * The size of what is compressed tells about secrets that stand beside somebody else's input (BREACH).
 */
function isForAnyone({ headers }: IncomingMessage, { route }: Rendered): boolean {
  const isNamed = headers.cookie !== undefined || headers.authorization !== undefined;
  return !isNamed && route !== undefined && !route.includes('[');
}

async function encode(body: Buffer, wanted: Encoding) {
  const plain = { body, encoding: null };
  if (wanted === 'identity' || body.length < 1400) return plain;
  const compressed = (await compress(body, 5))[wanted];
  return compressed ? { body: compressed, encoding: wanted } : plain;
}

const ownHeaders = new Set([
  'cache-control',
  'connection',
  'content-length',
  'content-security-policy',
  'cross-origin-embedder-policy',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'date',
  'keep-alive',
  'permissions-policy',
  'referrer-policy',
  'strict-transport-security',
  'transfer-encoding',
  'vary',
  'x-content-type-options',
  'x-frame-options',
  'x-request-id',
]);

function pageHeaders(headers: OutgoingHttpHeaders): string[] {
  return Object.entries(headers)
    .filter(([name, value]) => value !== undefined && !ownHeaders.has(name.toLowerCase()))
    .flatMap(([name, value]) => [value].flat().flatMap((one) => [name, one === 'text/html' ? html : String(one)]));
}
