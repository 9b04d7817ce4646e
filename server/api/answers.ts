import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { memberUnknown, scopeNeeded } from '../../src/words/api/problems.ts';
import { fill } from '../../src/words/fill.ts';
import { day, hour, minute } from '../clock.ts';
import type { Context } from '../context.ts';
import { tokenDigest } from '../crypto/tokens.ts';
import { namesTag } from '../http/etag.ts';
import { type PointedError, problem, problemType } from '../http/problem.ts';
import { type Limit, remaining } from '../rate-limits/rate-limits.ts';
import { once } from './idempotency.ts';
import { readJson } from './json.ts';
import { type ApiKey, authenticate } from './keys.ts';
import { methodsOf, type Operation } from './operations/operation.ts';
import { operations } from './operations/operations.ts';
import type { ProblemCode } from './problem-codes.ts';
import { wordsFor } from './problems.ts';
import type { Scope } from './scopes.ts';

/** A refusal, with what only this one can say. */
interface Refusal {
  readonly code: ProblemCode;
  readonly facts?: string;
  readonly errors?: readonly PointedError[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** What is answered, and what the headers say beside it. */
interface Done {
  readonly answer: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const perKey: Limit = { name: 'api', most: 600, window: minute };
/** After how long what was too much is so no longer. */
const windows: Partial<Record<ProblemCode, number>> = { 'too-many-answers': day, 'too-many-links': hour };
const publicSeconds = 60;

/** What a program hears: each request is looked at in the same order, and the first thing that is wrong is said. */
export async function answer(ctx: Context, request: Request, { requestId }: { requestId: string }): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const there = operations.filter(({ path }) => path === pathname);
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const operation = there.find((operation) => operation.method === method);
  if (!operation) return refuse(ctx, lost(there), requestId);
  if (search) return refuse(ctx, { code: 'query-unknown' }, requestId);

  const done = await respond(ctx, operation, request);
  if ('code' in done) return refuse(ctx, done, requestId);
  const body = JSON.stringify(done.answer);
  const headers = { 'Content-Type': 'application/json', ...done.headers };
  if (operation.scope) {
    return new Response(body, { status: operation.status, headers: { ...headers, 'Cache-Control': 'no-store' } });
  }
  return publicAnswer(request, body, headers);
}

/** Weak, for the same answer goes out compressed in more than one way. */
function publicAnswer(request: Request, body: string, headers: Record<string, string>): Response {
  const ETag = `W/"${createHash('sha256').update(body).digest('base64url')}"`;
  const caching = { ETag, 'Cache-Control': `public, max-age=${publicSeconds}` };
  return namesTag(request.headers.get('If-None-Match') ?? '', ETag)
    ? new Response(null, { status: 304, headers: caching })
    : new Response(body, { headers: { ...headers, ...caching } });
}

async function respond(ctx: Context, operation: Operation, request: Request): Promise<Refusal | Done> {
  const admitted = operation.scope ? await admit(ctx, operation.scope, request) : { key: null, headers: {} };
  if ('code' in admitted) return admitted;
  const done = await act(ctx, operation, admitted.key, request);
  return { ...done, headers: { ...admitted.headers, ...done.headers } };
}

async function act(ctx: Context, operation: Operation, key: ApiKey | null, request: Request): Promise<Refusal | Done> {
  const named = operation.isOnce ? nameOf(request) : succeed('');
  if (!named.ok) return { code: named.problems[0] ?? 'idempotency-key-missing' };
  const read = operation.body ? readBody(operation.body, await request.text()) : { body: undefined };
  if ('code' in read) return read;

  const { body } = read;
  const done = await carryOut(ctx, operation, key, named.value, body);
  if (done.ok) return { answer: done.value };
  const [code = 'broken'] = done.problems;
  const window = windows[code];
  return { code, ...(window && { headers: waitUntilNext(ctx, window) }) };
}

function carryOut(ctx: Context, operation: Operation, key: ApiKey | null, name: string, body: unknown) {
  if (!operation.isOnce || !key) return operation.run(ctx, { body, key, stamp: null });
  // As the schema read it, so that neither spaces nor the order of members make another act of it.
  const asked = JSON.stringify([operation.path, body]);
  const { run, runAgain } = operation;
  const stamp = tokenDigest(`api/${key.prefix}/${name}`);
  return once(
    ctx,
    { prefix: key.prefix, name, asked },
    (ctx) => run(ctx, { body, key, stamp }),
    runAgain && ((ctx) => runAgain(ctx, { body, key, stamp })),
  );
}

async function admit(
  ctx: Context,
  scope: Scope,
  request: Request,
): Promise<Refusal | { key: ApiKey; headers: Record<string, string> }> {
  const authenticated = await authenticate(ctx, request.headers.get('Authorization'));
  if (!authenticated.ok) {
    const [code = 'key-unknown'] = authenticated.problems;
    return {
      code,
      headers: { 'WWW-Authenticate': challenge(code === 'key-missing' ? '' : ', error="invalid_token"') },
    };
  }
  const key = authenticated.value;
  if (!key.scopes.includes(scope)) {
    const headers = { 'WWW-Authenticate': challenge(`, error="insufficient_scope", scope="${scope}"`) };
    return { code: 'scope-missing', facts: fill(scopeNeeded, { scope }), headers };
  }
  const left = await remaining(ctx, perKey, key.prefix);
  const headers = rateLimit(ctx, left);
  if (left >= 0) return { key, headers };
  return { code: 'too-many-requests', headers: { ...headers, ...waitUntilNext(ctx, perKey.window) } };
}

/** As draft-ietf-httpapi-ratelimit-headers-10 says it. */
function rateLimit(ctx: Context, left: number): Record<string, string> {
  return {
    'RateLimit-Policy': `"key";q=${perKey.most};w=${perKey.window / 1000}`,
    RateLimit: `"key";r=${Math.max(left, 0)};t=${secondsUntilNext(ctx, perKey.window)}`,
  };
}

/** Limits count from the full minute, hour or day. */
function waitUntilNext(ctx: Context, window: number): Record<string, string> {
  return { 'Retry-After': String(secondsUntilNext(ctx, window)) };
}

function secondsUntilNext(ctx: Context, window: number): number {
  return Math.ceil((window - (ctx.clock.now().getTime() % window)) / 1000);
}

function refuse(ctx: Context, { code, facts, errors, headers }: Refusal, requestId: string): Response {
  const words = wordsFor(code);
  const said = problem(code, words, { origin: ctx.config.origin, requestId, facts, errors });
  return new Response(JSON.stringify(said), {
    status: words.status,
    headers: { 'Content-Type': problemType, 'Cache-Control': 'no-store', ...headers },
  });
}

function lost(there: readonly Operation[]): Refusal {
  const allowed = methodsOf(there);
  return allowed ? { code: 'method-unknown', headers: { Allow: allowed } } : { code: 'not-found' };
}

function nameOf(request: Request): Result<string, 'idempotency-key-missing' | 'idempotency-key-malformed'> {
  const name = request.headers.get('Idempotency-Key');
  if (!name) return fail('idempotency-key-missing');
  return /^[\x21-\x7e]{1,200}$/.test(name) ? succeed(name) : fail('idempotency-key-malformed');
}

function readBody(schema: z.ZodType, text: string): Refusal | { body: unknown } {
  const json = readJson(text);
  if (!json.ok) return { code: json.problems[0] ?? 'json-malformed' };
  const parsed = schema.safeParse(json.value);
  return parsed.success
    ? { body: parsed.data }
    : { code: 'body-invalid', errors: parsed.error.issues.flatMap(errorsOf).slice(0, mostErrors) };
}

const mostErrors = 20;

function errorsOf(issue: z.core.$ZodIssue): { pointer: string; detail: string }[] {
  if (issue.code !== 'unrecognized_keys') return [{ pointer: pointerTo(issue.path), detail: issue.message }];
  return issue.keys.map((key) => ({ pointer: pointerTo([...issue.path, key]), detail: memberUnknown }));
}

/** RFC 6901. What somebody else has named is cut where it is long. */
function pointerTo(path: readonly PropertyKey[]): string {
  const steps = path.map((step) => String(step).slice(0, 100).toWellFormed());
  return steps.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function challenge(more: string): string {
  return `Bearer realm="api"${more}`;
}
