import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { systemClock } from './clock.ts';
import { type Config, ConfigError, readConfig, warningsOf } from './config.ts';
import { BackupError } from './db/backup-drivers/backup-driver.ts';
import { openBackupDriver } from './db/backup-drivers/open-backup-driver.ts';
import { DatabaseError } from './db/faults.ts';
import { openListener } from './http/listener.ts';
import type { Handler } from './http/rendering.ts';
import { createRequestHandler } from './http/request-handler.ts';
import { createJobs } from './jobs.ts';
import { createLog } from './log.ts';
import { openServices } from './services.ts';

const patience = 10_000;
const log = createLog();

// Whatever we write is for us alone, the database and its backups first.
process.umask(0o077);

try {
  await open(readConfig(process.env));
} catch (error) {
  console.error(wordsFor(error) ?? error);
  process.exit(1);
}

async function open(config: Config): Promise<void> {
  if (existsSync('dist/preview') && !config.isLocal) {
    throw new ConfigError([
      'what is built is a preview (CONTENT_DIR), and a preview is never served under a public address: ' +
        'run npm run build without CONTENT_DIR',
    ]);
  }
  for (const warning of warningsOf(config)) console.error(`Warning: ${warning}`);
  const occupied = openBackupDriver(config.databaseUrl).occupy();
  const services = await openServices(config, systemClock);
  // A database that was put back from an older copy, however that was done.
  await services.personalData.eraseAgain();
  const entry = pathToFileURL('dist/server/entry.mjs').href;
  const { handler } = (await import(entry)) as { handler: Handler };
  // Astro's adapter would keep the process alive, and write the address of the page to the console.
  process.removeAllListeners('unhandledRejection');
  const built = { clientDirectory: 'dist/client', intervalsDirectory: 'dist/intervals' };
  const requestHandler = await createRequestHandler({ config, clock: systemClock, services, log, ...built, handler });
  let listener: Awaited<ReturnType<typeof openListener>> | undefined;
  let jobs: ReturnType<typeof createJobs> | undefined;
  let isLeaving = false;
  // Before anybody can know that it listens: whoever knows may tell it to leave.
  process.on('SIGTERM', () => void leave(0));
  process.on('SIGINT', () => void leave(0));
  process.on('unhandledRejection', (error) => void leave(1, error));
  process.on('uncaughtException', (error) => void leave(1, error));

  listener = await openListener(requestHandler, config);
  if (isLeaving) return;
  jobs = createJobs(services, log);
  log.info('open', { port: listener.port });

  async function leave(code: number, cause?: unknown): Promise<void> {
    if (cause !== undefined) log.error('broken', {}, cause);
    if (isLeaving) return;
    isLeaving = true;
    // Whatever hangs, the process ends.
    setTimeout(() => process.exit(1), 2 * patience).unref();

    await Promise.all([listener?.close(patience), jobs?.stop()]);
    await services[Symbol.asyncDispose]();
    occupied[Symbol.dispose]();
    log.info('closed');
    process.exit(code);
  }
}

function wordsFor(error: unknown): string | null {
  if (error instanceof ConfigError) return `Cannot start:\n${error.message}`;
  if (error instanceof DatabaseError) return error.message;
  if (error instanceof BackupError) return `Cannot start: ${error.message}`;
  const { code, port, message } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRNOTAVAIL') return 'Cannot start: HOST is no address of this machine.';
  if (code === 'EADDRINUSE') return `Cannot start: port ${port} is in use. Stop what listens there, or set PORT.`;
  if (code === 'EACCES' && port) return `Cannot start: port ${port} needs more rights. Set PORT to one above 1023.`;
  if (code === 'ERR_MODULE_NOT_FOUND' && message.includes('entry.mjs'))
    return 'Cannot start: the site is not built. Run npm run build first.';
  return null;
}
