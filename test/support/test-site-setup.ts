import { buildTestSite } from '../e2e/support/test-site.ts';

/** Servers that are killed serve the site that the journeys walk. */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env['TEST_SITE']) return undefined;
  const site = await buildTestSite();
  return () => site[Symbol.asyncDispose]();
}
