import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { browserOptions } from '../test/support/browser.ts';
import type { Bench, Row } from './report.ts';
import { startOurs } from './servers.ts';

const pages = ['/privacy/', '/dpa/'];
/** One round trip of TCP: ten segments (RFC 6928). */
const budget = 14_600;

/** What a first visit costs in Chromium, with an empty cache. */
export const firstVisit: Bench = {
  name: 'first-visit',
  async run() {
    await using opened = new AsyncDisposableStack();
    const directory = await mkdtemp(join(tmpdir(), 'bench-'));
    opened.defer(() => rm(directory, { recursive: true, force: true }));
    const { port } = opened.use(await startOurs(directory));
    const browser = await chromium.launch(browserOptions() ?? {});
    opened.defer(() => browser.close());

    const rows: Row[] = [];
    for (const path of pages) {
      const page = await browser.newPage();
      const asked: string[] = [];
      // The browser's own request for the site's icon, once and after the page, does not count as the page's.
      page.on('request', (request) => asked.push(request.url()));
      const response = await page.goto(`http://localhost:${port}${path}`, { waitUntil: 'networkidle' });
      const sizes = await response?.request().sizes();
      await page.close();
      if (!sizes) throw new Error(`${path} did not answer`);
      const { responseBodySize, responseHeadersSize } = sizes;
      rows.push(
        { what: `${path} requests`, value: String(asked.length), budget: '1', isMet: asked.length === 1 },
        {
          what: `${path} HTML and CSS, bytes as transferred`,
          value: responseBodySize.toLocaleString('en'),
          ratio: (responseBodySize / budget).toFixed(2),
          budget: `at most ${budget.toLocaleString('en')}`,
          isMet: responseBodySize <= budget,
        },
        { what: `${path} headers, bytes over HTTP/1.1`, value: responseHeadersSize.toLocaleString('en') },
      );
    }
    return rows;
  },
};
