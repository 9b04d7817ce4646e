import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Writable } from 'node:stream';
import type { Session } from '../accounts/sessions/sessions.ts';
import type { Services } from '../services.ts';
import type { Upload } from '../upload.ts';
import type { Client } from './address.ts';

/** What every page finds in `Astro.locals`. */
export interface Locals {
  /** What they can be asked. Nobody there asks the database itself. */
  readonly services: Omit<Services, 'db' | 'ctx'>;
  readonly client: Client;
  readonly requestId: string;
  /** The files that came with the form. */
  readonly uploads: readonly Upload[];
  /** Written by the middleware: who is signed in. */
  session?: Session | null;
  /** Written by the middleware: the pattern of the route, fit for the log. */
  route?: string;
  /** Written by the middleware: what a page threw. Astro would log it with the address, and forget its cause. */
  fault?: { readonly error: unknown };
}

/** Astro in middleware mode: what the build leaves in `dist/server/entry.mjs`. */
export type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
  locals: Locals,
) => Promise<void> | void;

export interface Rendered {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
  /** The pattern of the route. */
  readonly route: string | undefined;
}

/**
 * Has Astro render a page to its end before the first byte is sent, so that a fault half-way becomes an honest 500
 * instead of half a page. Null when no route matches; throws what the page threw.
 */
export async function render(handler: Handler, request: IncomingMessage, locals: Locals): Promise<Rendered | null> {
  const draft = new Draft(request);
  const isMatched = await new Promise<boolean>((resolve, reject) => {
    draft.on('finish', () => resolve(true)).on('error', reject);
    const next = (error?: unknown) => (error ? reject(error) : resolve(false));
    Promise.resolve(handler(request, draft as unknown as ServerResponse, next, locals)).catch(reject);
  });

  if (locals.fault) throw locals.fault.error;
  if (!isMatched) return null;
  return { status: draft.statusCode, headers: draft.headers, body: Buffer.concat(draft.chunks), route: locals.route };
}

/** Takes the place of the response while Astro writes, with the few members that its adapter uses. */
class Draft extends Writable {
  readonly req: IncomingMessage;
  readonly chunks: Buffer[] = [];
  headers: OutgoingHttpHeaders = {};
  headersSent = false;
  statusCode = 200;
  statusMessage = '';

  constructor(request: IncomingMessage) {
    // At `close` the adapter would write the address and the fault to the console, where no person belongs.
    super({ emitClose: false });
    this.req = request;
  }

  writeHead(status: number, headers: OutgoingHttpHeaders | string = {}): this {
    this.statusCode = status;
    if (typeof headers !== 'string') this.headers = headers;
    this.headersSent = true;
    return this;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.chunks.push(chunk);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    done(this.writableFinished ? null : (error ?? new Error('The page ended before it was finished')));
  }
}
