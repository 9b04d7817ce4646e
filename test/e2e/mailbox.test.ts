import { expect, test } from '@playwright/test';
import { mailTo } from './support/mailbox.ts';
import { startServer } from './support/server.ts';

test.use({ javaScriptEnabled: false });

test('the person at this machine reads the mail that would have gone out, and nobody else knows of it', async ({
  page,
  request,
}) => {
  await using server = await startServer();
  const about = ['--kind', 'access', '--name', 'Ada', '--email', 'ada@example.com', '--details', 'Please.'];
  await server.admin(['requests', 'log', '--channel', 'phone', '--received-at', '2026-11-20T09:00:00Z', ...about]);
  await mailTo(server, 'ada@example.com', /confirm/);

  await page.goto(`${server.origin}/mailbox/`);
  await expect(page.getByRole('cell', { name: 'ada@example.com' })).toBeVisible();
  await page.getByRole('link', { name: /Please confirm your address/ }).click();
  const file = page.getByRole('link', { name: /\.eml/ });
  const address = new URL((await file.getAttribute('href')) ?? '', server.origin).href;
  const message = await request.get(address);
  expect(message.headers()).toMatchObject({
    'content-type': 'message/rfc822',
    'content-disposition': expect.stringMatching(/^attachment/),
    'cache-control': 'no-store, no-transform',
  });
  expect(await message.text()).toContain('To: ada@example.com');

  const unknown = await (await request.get(`${server.origin}/no-such-page/`)).text();
  for (const path of [`${server.origin}/mailbox/`, page.url(), address]) {
    for (const headers of [{ 'X-Forwarded-For': '192.0.2.1' }, { Via: '1.1 proxy' }, { Forwarded: 'for=192.0.2.1' }]) {
      const answer = await request.get(path, { headers });
      expect(answer.status()).toBe(404);
      expect(await answer.text()).toBe(unknown);
    }
  }

  await page.getByRole('link', { name: /requests\/confirm/ }).click();
  await expect(page).toHaveURL(new RegExp(`^${server.origin}/requests/confirm/`));
});
