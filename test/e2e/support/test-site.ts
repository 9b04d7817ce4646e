import { join } from 'node:path';
import type { Places } from '../../../server/services.ts';
import { closeBuilder } from './builder.ts';
import { copySite } from './site.ts';

/** The site that the journeys walk, built from the texts that tests stand on. Each runner builds it once. */
export function testSite(): string {
  const folder = process.env['TEST_SITE'];
  if (!folder) throw new Error('The site for the tests is not built: run npm test.');
  return folder;
}

/** Builds it, for this process and all that it starts. */
export async function buildTestSite() {
  const site = await copySite();
  await site.build({ ORIGIN: 'http://localhost:4321' });
  closeBuilder();
  process.env['TEST_SITE'] = site.folder;
  return site;
}

export function placesIn(site: string): Places {
  return { content: join(site, 'content'), manifest: join(site, 'dist', 'client', 'documents.json') };
}
