import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../support/port.ts';
import { settingsIn } from '../../support/settings.ts';

/** Data that outlives a server, for the next one to find. */
export async function keptData() {
  const folder = await mkdtemp(join(tmpdir(), 'whitrack-data-'));
  const port = await freePort();
  const settings = { ...settingsIn(folder, `http://localhost:${port}`), PORT: String(port) };
  return { settings, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
