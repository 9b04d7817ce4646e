import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { observatoryScore } from '../support/observatory.ts';
import { openTestServer, sheet } from '../support/server.ts';

const secure = {
  ORIGIN: 'https://legal.example.com',
  RESEND_API_KEY: 're_test',
  MAIL_FROM: 'Legal <legal@example.com>',
};

function page(request: Request): Response | null {
  const { pathname } = new URL(request.url);
  if (pathname === '/thrown/') throw new Error('thrown');
  if (pathname === '/moved/') return new Response(null, { status: 303, headers: { Location: '/' } });
  if (pathname === '/lax/') {
    const headers = { 'Content-Security-Policy': 'default-src *', 'Referrer-Policy': 'unsafe-url', 'X-Page': 'kept' };
    return new Response('<p>Lax</p>', { headers: { ...headers, 'Content-Type': 'text/html' } });
  }
  return pathname === '/page/' || pathname === '/search/' ? new Response('<p>Page</p>') : null;
}

test('every answer, whatever its status, scores 150 in the Observatory', async () => {
  await using server = await openTestServer({ env: secure, page });
  const { etag } = (await server.ask('/privacy/')).headers;

  const answers = await Promise.all([
    server.ask('/privacy/'),
    server.ask('/privacy/2026-04-23/'),
    server.ask('/privacy/', { headers: { 'if-none-match': String(etag) } }),
    server.ask('/privacy'),
    server.ask('/page/'),
    server.ask('/search/'),
    server.ask('/lax/'),
    server.ask('/moved/'),
    server.ask('/nowhere/'),
    server.ask('/%zz'),
    server.ask('/thrown/'),
    server.ask('/', { headers: { host: 'evil.test' } }),
    server.ask('/', { method: 'DELETE' }),
    server.ask(`/${'a'.repeat(5000)}`),
    server.ask('/page/', { method: 'POST', headers: { origin: 'https://evil.test' } }),
    server.post('/page/', '{}', { 'content-type': 'application/json' }),
    server.post('/page/', 'a'.repeat(70_000)),
    server.ask('/healthz'),
    server.ask('/readyz'),
  ]);

  expect(answers.map(({ status }) => status)).toEqual([
    ...[200, 200, 304, 301, 200, 200, 200, 303, 404, 400, 500, 421, 405, 414, 403, 415, 413, 200, 200],
  ]);
  for (const { status, headers } of answers) {
    expect(observatoryScore(headers), `status ${status}`).toBeGreaterThanOrEqual(150);
    expect(headers['x-request-id'], `status ${status}`).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers['permissions-policy'], `status ${status}`).toContain('camera=()');
    expect(headers['x-frame-options'], `status ${status}`).toBe('DENY');
  }
});

test('what cannot even be read as a request is answered with the same headers', async () => {
  await using server = await openTestServer({ env: secure });
  await using impatient = await openTestServer({ env: secure, headTime: 50 });

  const answers = await Promise.all([
    server.say('NONSENSE\r\n\r\n'),
    server.say(`GET / HTTP/1.1\r\nHost: ${server.host}\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`),
    impatient.say(`GET / HTTP/1.1\r\nHost: ${server.host}\r\n`),
  ]);

  expect(answers.map((answer) => answer.split(' ')[1])).toEqual(['400', '431', '408']);
  for (const answer of answers) {
    const lines = answer.split('\r\n\r\n')[0]?.split('\r\n').slice(1) ?? [];
    const headers = Object.fromEntries(lines.map((line) => [line.split(': ')[0]?.toLowerCase(), line.split(': ')[1]]));
    expect(observatoryScore(headers)).toBeGreaterThanOrEqual(150);
    expect(answer).toContain('<h1>');
  }
});

test('the policy allows a style sheet by its digest, and WebAssembly on the search page alone', async () => {
  await using server = await openTestServer({ env: secure, page });
  const digest = createHash('sha256').update(sheet).digest('base64');

  const policy = (await server.ask('/privacy/')).headers['content-security-policy'];
  const search = (await server.ask('/search/')).headers['content-security-policy'];

  expect(policy).toBe(
    `default-src 'none'; script-src 'self'; style-src 'self' 'sha256-${digest}'; img-src 'self'; font-src 'self'; ` +
      "connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; " +
      "frame-ancestors 'none'; upgrade-insecure-requests",
  );
  expect(search).toBe(String(policy).replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'"));
});

test('on plain http nothing sends the browser to https, where nobody listens', async () => {
  await using server = await openTestServer();

  const { headers } = await server.ask('/privacy/');

  expect(headers['strict-transport-security']).toBeUndefined();
  expect(headers['content-security-policy']).not.toContain('upgrade-insecure-requests');
});

test('a page may add headers but not loosen our own', async () => {
  await using server = await openTestServer({ env: secure, page });

  const { headers } = await server.ask('/lax/');

  expect(headers['x-page']).toBe('kept');
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  expect(headers['referrer-policy']).toBe('same-origin');
});

test('a page that says nothing of caches is stored in none', async () => {
  await using server = await openTestServer({ page });

  expect((await server.ask('/page/')).headers['cache-control']).toBe('no-store, no-transform');
});

test('the score falls with each header that is missing', () => {
  expect(observatoryScore({})).toBeLessThan(50);
  expect(observatoryScore({ 'content-security-policy': "default-src 'self' 'unsafe-inline'" })).toBeLessThan(60);
});
