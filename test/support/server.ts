import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createRequestFromNodeRequest, writeResponse } from 'astro/app/node';
import { openListener } from '../../server/http/listener.ts';
import type { Locals } from '../../server/http/rendering.ts';
import { createRequestHandler } from '../../server/http/request-handler.ts';
import { createLog } from '../../server/log.ts';
import type { Places } from '../../server/services.ts';
import { openTestServices } from './services.ts';

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
}

/** Milliseconds within which nobody is cut off on a busy machine: a test of slowness names its own. */
const patient = 60_000;

/** Answers like a page would; null is for an address that no page has. */
export type TestPage = (request: Request, locals: Locals) => Promise<Response | null> | Response | null;

/** A page that waits, once it is asked for, until it may go on. */
export function waitingPage(text: string) {
  const entered = Promise.withResolvers<void>();
  const going = Promise.withResolvers<void>();
  const page: TestPage = async () => {
    entered.resolve();
    await going.promise;
    return new Response(text);
  };
  return { page, entered: entered.promise, go: going.resolve };
}

export const sheet = 'body{color:#123}';

export const siteFiles: Record<string, string> = {
  'index.html': '<!doctype html><title>Home</title>',
  '404.html': `<!doctype html><style>${sheet}</style><title>Page not found</title><h1>Page not found</h1>`,
  'error.html': `<!doctype html><style>${sheet}</style><title>%%title%%</title><h1>%%title%%</h1><p>%%text%%</p>`,
  'privacy/index.html': `<!doctype html><title>Privacy</title>${'<p>We keep what we promise.</p>'.repeat(200)}`,
  'privacy.md': '# Privacy\n',
  'privacy/2026-04-23/index.html': `<!doctype html><title>2026-04-23</title>${'<p>Version.</p>'.repeat(200)}`,
  'privacy/2026-04-23.md': '# Privacy of 2026-04-23\n',
  '.well-known/security.txt': 'Contact: mailto:security@example.com\n',
  '_astro/enhance.Ab12Cd.js': 'export const enhanced = true;',
  'documents.json': '{"documents":[]}',
  'feed.xml': '<feed xmlns="http://www.w3.org/2005/Atom"/>',
};

/** The real request handler behind a real socket, before a page of the test's own, which Astro's adapter reads and writes. */
export async function openTestServer({
  env = {},
  files = siteFiles,
  intervals = {},
  now = '2026-11-23T12:00:00Z',
  timeZone = 'UTC',
  places,
  page = () => null,
  bodyTime = patient,
  headTime = patient,
}: {
  env?: Record<string, string>;
  files?: Record<string, string>;
  /** What differs from a day on. */
  intervals?: Record<string, Record<string, string>>;
  now?: string;
  /** Where the company is. */
  timeZone?: string;
  places?: Places;
  page?: TestPage;
  bodyTime?: number;
  headTime?: number;
} = {}) {
  const opened = await openTestServices({ env, now, ...(places && { places }) });
  const services = { ...opened, company: { ...opened.company, timeZone } };
  const directory = await mkdtemp(join(tmpdir(), 'site-'));
  const clientDirectory = join(directory, 'client');
  const intervalsDirectory = join(directory, 'intervals');
  await writeAll(clientDirectory, files);
  for (const [day, changed] of Object.entries(intervals)) await writeAll(join(intervalsDirectory, day), changed);

  const lines: string[] = [];
  const log = createLog({ write: (line) => lines.push(line) });
  const { config, clock } = services;
  const server = await createRequestHandler({
    ...{ config, clock, services, log, clientDirectory, intervalsDirectory, bodyTime },
    async handler(incoming, outgoing, next, locals) {
      const response = await page(createRequestFromNodeRequest(incoming), locals);
      await (response ? writeResponse(response, outgoing) : next());
    },
  });
  const listener = await openListener(
    server,
    { port: 0 },
    {
      ...{ headers: headTime, request: patient, keepAlive: 5000, silence: patient },
    },
  );
  const { host } = new URL(config.origin);

  return {
    port: listener.port,
    origin: config.origin,
    host,
    services,
    lines,
    close: listener.close,
    ask: (path: string, asked: Asked = {}) =>
      ask(listener.port, path, { ...asked, headers: { host, ...asked.headers } }),
    /** A form as a browser on this site sends it. */
    post: (path: string, body: NonNullable<Asked['body']>, headers: Record<string, string> = {}) =>
      ask(listener.port, path, {
        method: 'POST',
        headers: { host, origin: config.origin, 'content-type': 'application/x-www-form-urlencoded', ...headers },
        body,
      }),
    say: (bytes: string) => say(listener.port, bytes),
    async [Symbol.asyncDispose]() {
      await listener.close(0);
      await services[Symbol.asyncDispose]();
      await rm(directory, { recursive: true });
    },
  };
}

async function writeAll(directory: string, files: Record<string, string>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), content);
  }
}

function ask(port: number, path: string, { method = 'GET', headers = {}, body }: Asked): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, path, method, headers, agent: false }, async (received) => {
      const chunks: Buffer[] = [];
      for await (const chunk of received) chunks.push(chunk as Buffer);
      const whole = Buffer.concat(chunks);
      resolve({ status: received.statusCode ?? 0, headers: received.headers, body: whole, text: String(whole) });
    });
    sent.on('error', reject);
    void write();

    async function write() {
      if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) {
        sent.end(body);
        return;
      }
      for await (const chunk of body) {
        if (sent.destroyed || sent.closed) return;
        sent.write(chunk);
      }
      sent.end();
    }
  });
}

/** Whatever the server says to these bytes, until it hangs up. */
function say(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => {
      heard += chunk;
    });
    socket.on('close', () => resolve(heard));
    socket.on('error', reject);
  });
}
