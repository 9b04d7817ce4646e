import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../support/port.ts';

/** Data that outlives a server, for the next one to find. */
export async function keptData() {
  const folder = await mkdtemp(join(tmpdir(), 'whitrack-data-'));
  const port = await freePort();
  const settings = {
    ORIGIN: `http://localhost:${port}`,
    PORT: String(port),
    DATA_DIR: folder,
    DATABASE_URL: `file:${join(folder, 'whitrack.db')}`,
    ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64')}`,
    PASSWORD_PEPPER: `test:${randomBytes(32).toString('base64')}`,
    SIGNING_KEYS: `test:${randomBytes(32).toString('base64')}`,
  };
  return { settings, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
