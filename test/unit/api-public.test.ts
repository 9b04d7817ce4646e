import { expect, test } from 'vitest';
import { documentsAnswer } from '../../server/api/operations/shapes.ts';
import { jsonOf, keyFor, openTestApi } from '../support/api.ts';
import { manifestWith } from '../support/notices.ts';

test('anybody is told which version of each document is in effect, with its digest and address', async () => {
  await using api = await openTestApi({ manifest: manifestWith({ privacy: ['2026-04-23', '2027-01-01'] }) });

  const answer = await api.ask('/api/v1/documents/');

  expect(answer.status).toBe(200);
  expect(answer.headers['content-type']).toBe('application/json');
  expect(answer.headers['cache-control']).toBe('public, max-age=60');
  expect(documentsAnswer.parse(jsonOf(answer))).toEqual(jsonOf(answer));
  expect(jsonOf(answer)).toMatchObject({
    day: '2026-11-23',
    documents: [
      {
        document: 'privacy',
        title: 'Privacy Policy',
        inEffect: {
          version: '2026-04-23',
          textSha256: api.services.documents.inEffect('privacy')?.textSha256,
          url: 'http://localhost:4321/privacy/2026-04-23/',
          textUrl: 'http://localhost:4321/privacy/2026-04-23.md',
        },
        waiting: { version: '2027-01-01', effectiveOn: '2027-01-01', class: 'notice' },
      },
      { document: 'dpa', waiting: null },
    ],
  });
});

test('at midnight of its day the waiting version is the one in effect', async () => {
  await using api = await openTestApi({ manifest: manifestWith({ privacy: ['2026-04-23', '2027-01-01'] }) });
  const inEffect = async () => jsonOf(await api.ask('/api/v1/documents/')).documents[0].inEffect.version;

  api.services.clock.set('2026-12-31T23:59:59Z');
  expect(await inEffect()).toBe('2026-04-23');
  api.services.clock.set('2027-01-01T00:00:00Z');
  expect(await inEffect()).toBe('2027-01-01');
});

test('a key that is wrong is no hindrance where none is needed', async () => {
  await using api = await openTestApi();
  const { authorization } = await keyFor(api.services, []);

  for (const one of [authorization, 'Bearer wrong', 'nonsense']) {
    expect((await api.ask('/api/v1/documents/', { headers: { authorization: one } })).status).toBe(200);
  }
});

test('HEAD says what GET would, without the body', async () => {
  await using api = await openTestApi();

  const head = await api.ask('/api/v1/documents/', { method: 'HEAD' });

  expect([head.status, head.text]).toEqual([200, '']);
});

test('who has the answer already is told so, whatever the compression, until it changes', async () => {
  await using api = await openTestApi({ manifest: manifestWith({ privacy: ['2026-04-23', '2027-01-01'] }) });
  const ask = (headers: Record<string, string> = {}) => api.ask('/api/v1/documents/', { headers });
  const tag = String((await ask()).headers.etag);

  const again = await ask({ 'if-none-match': `"other", ${tag}`, 'accept-encoding': 'br' });
  expect([again.status, again.text, again.headers.etag]).toEqual([304, '', tag]);
  expect(again.headers['cache-control']).toBe('public, max-age=60');

  api.services.clock.set('2027-01-01T00:00:00Z');
  expect((await ask({ 'if-none-match': tag })).status).toBe(200);
});
