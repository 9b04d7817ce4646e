import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Clock } from '../../../server/clock.ts';
import { openListener } from '../../../server/http/listener.ts';
import type { Handler } from '../../../server/http/rendering.ts';
import { createRequestHandler } from '../../../server/http/request-handler.ts';
import { createLog, type Log } from '../../../server/log.ts';
import { openServices } from '../../../server/services.ts';
import { freePort } from '../../support/port.ts';
import { testConfig } from '../../support/services.ts';

interface Options {
  readonly settings?: Record<string, string>;
  /** Another than the company's own. */
  readonly timeZone?: string;
  readonly log?: Log;
}

/** A site that was built into that folder, behind its own request handler, with a clock that the test moves. */
export async function openBuilt(
  dist: string,
  clock: Clock,
  { settings = {}, timeZone, log = createLog({ write: () => undefined }) }: Options = {},
) {
  const port = Number(settings['PORT'] ?? (await freePort()));
  const config = testConfig({ ORIGIN: `http://localhost:${port}`, ...settings });
  const places = { content: join(dist, '..', 'content'), manifest: join(dist, 'client', 'documents.json') };
  const opened = await openServices(config, clock, places);
  const company = { ...opened.company, timeZone: timeZone ?? opened.company.timeZone };
  const services = { ...opened, company };
  const { handler } = (await import(pathToFileURL(join(dist, 'server', 'entry.mjs')).href)) as { handler: Handler };
  const server = await createRequestHandler({
    ...{ config, clock, services, handler, log },
    ...{ clientDirectory: join(dist, 'client'), intervalsDirectory: join(dist, 'intervals') },
  });
  const listener = await openListener(server, { port });
  return {
    origin: config.origin,
    dataDir: config.dataDir,
    services,
    deliver: async () => void (await services.mail.send()),
    /** What time brings about, once, and the mail that is then due. */
    async work(): Promise<void> {
      await services.runJobs();
      await services.mail.send();
    },
    async [Symbol.asyncDispose]() {
      await listener.close(0);
      await opened[Symbol.asyncDispose]();
    },
  };
}
