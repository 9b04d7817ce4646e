import { expect, test } from 'vitest';
import { openTestServices } from '../support/services.ts';

test('what a page tells the next cannot be read in its address, nor used on another page or after an hour', async () => {
  await using services = await openTestServices();
  const { sentNotes, clock } = services;
  const note = { email: 'ada@example.com', documents: ['privacy'] };
  const sealed = sentNotes.write('/updates/sent/', note);

  expect(sealed).toMatch(/^[\w.-]+$/);
  expect(Buffer.from(sealed.split('.').at(-1) ?? '', 'base64url').toString('latin1')).not.toContain('ada');
  expect(sentNotes.read('/updates/sent/', sealed)).toEqual(note);
  expect(sentNotes.read('/account/reset/sent/', sealed)).toBe(null);
  for (const wrong of [null, '', 'v1.test.AAAA', sealed.slice(0, -2), 'x'.repeat(5000)]) {
    expect(sentNotes.read('/updates/sent/', wrong)).toBe(null);
  }
  clock.set('2026-11-23T13:00:01Z');
  expect(sentNotes.read('/updates/sent/', sealed)).toBe(null);
});
