import { request } from 'node:http';
import { expect, test } from '@playwright/test';
import { promise } from '../support/promise.ts';

const everyAnswer = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
};

for (const [path, status] of [
  ['/', 200],
  ['/privacy/', 200],
  ['/privacy/2026-04-23/', 200],
  ['/privacy.md', 200],
  ['/documents.json', 200],
  ['/privacy', 301],
  ['/%zz', 400],
  ['/nowhere/', 404],
  ['/healthz', 200],
  ['/readyz', 200],
] as const) {
  test(
    `${path} is answered with ${status} and every header`,
    promise('content-security-policy'),
    async ({ baseURL }) => {
      const answer = await ask(String(baseURL), path);

      expect(answer.status).toBe(status);
      expect(answer.headers).toMatchObject(everyAnswer);
      expect(answer.headers['content-security-policy']).toMatch(
        /^default-src 'none'; script-src 'self'; style-src 'self'/,
      );
      expect(answer.headers['permissions-policy']).toContain('camera=()');
      expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    },
  );
}

test(
  'the sheet of every page is the one that the policy allows, and the browser complains of nothing',
  promise('content-security-policy'),
  async ({ page }) => {
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));

    for (const path of ['/', '/privacy/', '/dpa/', '/privacy/history/', '/requests/']) {
      await page.goto(path);
      await expect(page.locator('body')).toHaveCSS('margin', '0px');
    }

    expect(complaints).toEqual([]);
  },
);

/** As sent, without a client that mends addresses or follows redirects. */
function ask(origin: string, path: string): Promise<{ status: number; headers: Record<string, unknown> }> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, agent: false }, (received) => {
      received.resume();
      resolve({ status: received.statusCode ?? 0, headers: received.headers });
    });
    sent.on('error', reject).end();
  });
}
