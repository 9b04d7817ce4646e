import { expect, test } from 'vitest';
import { createDocuments } from '../../server/documents/documents.ts';
import { manifestWith } from '../support/notices.ts';
import { stopClock } from '../support/services.ts';

const company = {
  name: 'Whitrack',
  siteName: 'Whitrack Legal',
  privacyAddress: 'privacy@example.com',
  language: 'en',
};

function documentsAt(now: string, timeZone = 'UTC') {
  const manifest = manifestWith({ privacy: ['2026-04-23', '2026-06-01', '2026-07-01'] });
  const [, second, third] = manifest.documents[0]?.versions ?? [];
  Object.assign(second ?? {}, { effectiveOn: '2026-07-01' });
  Object.assign(third ?? {}, { effectiveOn: '2026-08-01', cancelledOn: '2026-07-15' });
  return createDocuments({ manifest, clock: stopClock(now), company: { ...company, timeZone } });
}

test('a version is in effect from midnight of its day where the company is, and not before', () => {
  const versionAt = (now: string, timeZone?: string) => documentsAt(now, timeZone).inEffect('privacy')?.version;

  expect(versionAt('2026-06-30T23:59:59Z')).toBe('2026-04-23');
  expect(versionAt('2026-07-01T00:00:00Z')).toBe('2026-06-01');
  expect(versionAt('2026-06-30T22:00:00Z', 'Europe/Berlin')).toBe('2026-06-01');
  expect(versionAt('2026-04-22T12:00:00Z')).toBeUndefined();
});

test('a version that was cancelled never takes effect, and is still one that exists', () => {
  const documents = documentsAt('2026-09-01T00:00:00Z');

  expect(documents.inEffect('privacy')?.version).toBe('2026-06-01');
  expect(documents.find('privacy', '2026-07-01')?.cancelledOn).toBe('2026-07-15');
  expect(documents.find('privacy', '2026-07-02')).toBeNull();
});

test('a list of the documents says of each what is in effect and what waits, and leaves out what is only drafted', () => {
  const listed = documentsAt('2026-06-15T00:00:00Z')
    .list()
    .map(({ slug, inEffect, waiting }) => [slug, inEffect?.version, waiting?.version]);

  expect(listed).toEqual([
    ['privacy', '2026-04-23', '2026-06-01'],
    ['dpa', '2026-04-23', undefined],
  ]);
});
