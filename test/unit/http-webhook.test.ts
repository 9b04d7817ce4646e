import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { openTestServer } from '../support/server.ts';

const secret = `whsec_${randomBytes(24).toString('base64')}`;
const env = { RESEND_API_KEY: 're_test', RESEND_WEBHOOK_SECRET: secret };
const body = JSON.stringify({
  type: 'email.delivered',
  created_at: '2026-11-23T12:05:00.000Z',
  data: { to: ['ada@example.com'], tags: { mail: '3e2b1f40-0000-4000-8000-000000000001' } },
});

/** As the provider calls: from no page, without an origin, under Svix's names of headers. */
function call(sent = body, id = 'msg_1') {
  const now = new Date();
  const signature = new Webhook(secret).sign(id, now, body);
  const headers = {
    'svix-id': id,
    'svix-timestamp': String(Math.floor(now.getTime() / 1000)),
    'svix-signature': signature,
  };
  return { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: sent };
}

test('the webhook takes what is signed over the body as it came, also a second time, and refuses the rest', async () => {
  await using server = await openTestServer({ env });

  expect(await server.ask('/webhooks/resend', call())).toMatchObject({ status: 200 });
  expect(await server.ask('/webhooks/resend', call())).toMatchObject({ status: 200 });
  expect(await server.ask('/webhooks/resend', call(`${body} `))).toMatchObject({ status: 400 });
  expect(await server.ask('/webhooks/resend', { method: 'POST', body })).toMatchObject({ status: 400 });
  expect(await server.ask('/webhooks/resend', call('x'.repeat(300_000)))).toMatchObject({ status: 413 });
});

test('without a secret there is no webhook', async () => {
  await using server = await openTestServer({ env: { RESEND_API_KEY: 're_test' } });
  expect(await server.ask('/webhooks/resend', call())).toMatchObject({ status: 404 });
});
