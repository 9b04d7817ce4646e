import { expect, test } from 'vitest';
import { openTestServer, type TestPage } from '../support/server.ts';

const browser = { 'accept-encoding': 'gzip, br' };

function pageOf(route: string, headers: Record<string, string> = {}): TestPage {
  return (_request, locals) => {
    locals.route = route;
    return new Response('<p>The same for everybody.</p>'.repeat(200), {
      headers: { 'content-type': 'text/html', ...headers },
    });
  };
}

test('a form that anybody gets is compressed', async () => {
  await using server = await openTestServer({ page: pageOf('/requests/new') });

  const { headers } = await server.ask('/requests/new/', { headers: browser });

  expect(headers).toMatchObject({ 'content-encoding': 'br', 'cache-control': 'no-store', vary: 'Accept-Encoding' });
});

test.each([
  ['of somebody who is signed in', pageOf('/account'), { cookie: 'wt_session=A' }],
  ['for a program with a key', pageOf('/api/v1/[...path]'), { authorization: 'Bearer wtk_A' }],
  ['behind a mailed link', pageOf('/requests/[reference]/[token]'), {}],
  ['that signs somebody in', pageOf('/account/sign-in', { 'set-cookie': 'wt_session=A' }), {}],
])('a page %s is compressed by nobody on the way', async (_whose, page, more) => {
  await using server = await openTestServer({ page });

  const { headers } = await server.ask('/page/', { headers: { ...browser, ...more } });

  expect(headers['content-encoding']).toBeUndefined();
  expect(headers['cache-control']).toBe('no-store, no-transform');
});

test('what is public is compressed for whoever asks', async () => {
  const page = pageOf('/[...document]/compare/[a]/[b]', { 'cache-control': 'public, no-cache' });
  await using server = await openTestServer({ page });

  const { headers } = await server.ask('/page/', { headers: { ...browser, cookie: 'wt_session=A' } });

  expect(headers).toMatchObject({ 'content-encoding': 'br', 'cache-control': 'public, no-cache' });
});
