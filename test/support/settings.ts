import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

/** What a program needs of ours that a test starts with settings of its own. */
export const surroundings: Readonly<Record<string, string>> = Object.fromEntries(
  ['PATH', 'NODE_COMPILE_CACHE'].flatMap((name) => {
    const value = process.env[name];
    return value ? [[name, value]] : [];
  }),
);

export function freshKey(): string {
  return `test:${randomBytes(32).toString('base64')}`;
}

export function freshKeys() {
  return { ENCRYPTION_KEYS: freshKey(), PASSWORD_PEPPER: freshKey(), SIGNING_KEYS: freshKey() };
}

/** Of a server that keeps all it has in that folder. */
export function settingsIn(folder: string, origin = 'http://localhost:4321') {
  const DATABASE_URL = `file:${join(folder, 'whitrack.db')}`;
  return { ...surroundings, ORIGIN: origin, DATA_DIR: folder, DATABASE_URL, ...freshKeys() };
}
