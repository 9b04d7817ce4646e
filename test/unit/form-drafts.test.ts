import { expect, test } from 'vitest';
import { openTestServices } from '../support/services.ts';

const sent = { email: 'ada@example.com', documents: ['privacy'] };

test('what a form leaves for the page after it opens for its token and that page alone, and is gone after a day', async () => {
  await using services = await openTestServices({ now: '2026-11-23T12:00:00Z' });
  const { formDrafts, db, clock } = services;
  const token = await formDrafts.keepDraft('/updates/sent/', sent);
  const other = await formDrafts.keepDraft('/updates/sent/', sent);

  expect([token, other].every((one) => /^[\w-]{43}$/.test(one))).toBe(true);
  expect(token).not.toBe(other);
  expect(await formDrafts.findDraft('/updates/sent/', token)).toEqual({ stamp: null, content: sent });
  expect(await formDrafts.findDraft('/account/reset/sent/', token)).toBe(null);
  for (const wrong of ['', 'A'.repeat(43), token.slice(1), 'x'.repeat(5000)]) {
    expect(await formDrafts.findDraft('/updates/sent/', wrong)).toBe(null);
  }
  const rows = JSON.stringify(await db.selectFrom('form_draft').selectAll().execute());
  expect(rows).not.toMatch(/ada@|example\.com/);
  expect(rows).not.toContain(token);

  clock.set('2026-11-24T11:59:59Z');
  await services.runJobs();
  expect(await formDrafts.findDraft('/updates/sent/', token)).toMatchObject({ content: sent });
  clock.set('2026-11-24T12:00:00Z');
  expect(await formDrafts.findDraft('/updates/sent/', token)).toBe(null);
  await services.runJobs();
  expect(await db.selectFrom('form_draft').selectAll().execute()).toEqual([]);
});
