import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { browserOptions } from '../test/support/browser.ts';
import type { Bench, Row } from './report.ts';
import { startOurs } from './servers.ts';

const pages = ['/privacy/', '/dpa/'];
/** One round trip of TCP: ten segments (RFC 6928). Bytes, HTML and CSS together, headers included. */
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
      const context = await browser.newContext();
      const page = await context.newPage();
      const session = await context.newCDPSession(page);
      await session.send('Network.enable');
      const asked: string[] = [];
      let bytes = 0;
      session.on('Network.requestWillBeSent', ({ request }) => asked.push(request.url));
      session.on('Network.loadingFinished', ({ encodedDataLength }) => {
        bytes += encodedDataLength;
      });
      await page.goto(`http://localhost:${port}${path}`, { waitUntil: 'networkidle' });
      await context.close();
      rows.push(
        { what: `${path} requests`, value: String(asked.length), budget: '1', isMet: asked.length === 1 },
        {
          what: `${path} bytes transferred`,
          value: bytes.toLocaleString('en'),
          ratio: (bytes / budget).toFixed(2),
          budget: `at most ${budget.toLocaleString('en')}`,
          isMet: bytes <= budget,
        },
      );
    }
    return rows;
  },
};
