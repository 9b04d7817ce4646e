import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigError, databaseUrlOf, isLocalOrigin } from '../config.ts';

type Environment = Record<string, string | undefined>;

const heading =
  '# Settings of this machine; .env.example explains each. The keys open what the database holds: keep them.\n';

/** What the process was given, and below it what `.env` says. An empty setting counts as none. */
export function readEnvironment(folder: string, given: Environment): Environment {
  return { ...parseEnv(readEnvFile(folder)), ...withoutEmpty(given) };
}

/**
 * On a machine of one's own the address and the keys are made where missing. A public ORIGIN gets nothing: its
 * operator must know where the keys are.
 */
export function makeEnvironment(folder: string, given: Environment, now: Date): Environment {
  const env = readEnvironment(folder, given);
  const missing: Record<string, string> = {};
  // A PORT that was given for this once says nothing of the next time.
  const own = originAt(env['PORT']);
  if (!env['ORIGIN'] && !given['PORT'] && own) missing['ORIGIN'] = own;
  if (isLocalOrigin(settingsOf(folder, given)['ORIGIN'] ?? '')) {
    for (const name of ['ENCRYPTION_KEYS', 'PASSWORD_PEPPER', 'SIGNING_KEYS']) {
      if (env[name]) continue;
      refuseToLockOut(folder, env, name);
      missing[name] = `k${now.toISOString().slice(0, 10).replaceAll('-', '')}:${randomBytes(32).toString('base64')}`;
    }
  }
  if (Object.keys(missing).length > 0) writeEnvFile(folder, fillIn(readEnvFile(folder), missing));
  return settingsOf(folder, given);
}

/**
 * The same, where a second server was given a PORT of its own: it is not the one that ORIGIN in `.env` names, and its
 * links must not lead there.
 */
export function settingsOf(folder: string, given: Environment): Environment {
  const env = readEnvironment(folder, given);
  const origin = env['ORIGIN'] || (originAt(env['PORT']) ?? 'http://localhost');
  if (!given['PORT'] || given['ORIGIN'] || !isLocalOrigin(origin)) return { ...env, ORIGIN: origin };
  const url = new URL(origin);
  if (url.port !== '') url.port = given['PORT'];
  return { ...env, ORIGIN: url.origin };
}

/** Null of a port that is none, which is complained of by itself. */
function originAt(port: string | undefined): string | null {
  const origin = `http://localhost:${port || 4321}`;
  return URL.canParse(origin) ? origin : null;
}

/** Sets each name where it stands empty, and at the end where it does not stand at all. */
export function fillIn(text: string, values: Record<string, string>): string {
  let filled = text || heading;
  for (const [name, value] of Object.entries(values)) {
    const empty = new RegExp(`^(?:export )?${name}=[ \\t]*(?:""|'')?[ \\t]*\\r?$`, 'm');
    const line = `${name}=${value}`;
    if (empty.test(filled)) filled = filled.replace(empty, () => line);
    else filled = `${filled}${filled.endsWith('\n') ? '' : '\n'}${line}\n`;
  }
  return filled;
}

function refuseToLockOut(folder: string, env: Environment, name: string): void {
  const url = databaseUrlOf(env);
  const database = resolve(folder, url.replace(/^file:/, ''));
  if (!url.startsWith('file:') || !existsSync(database)) return;
  throw new ConfigError([
    `${name} is not set, and ${database} holds data that only its old keys open: ` +
      'put them back into .env, or move the data away to begin anew',
  ]);
}

function readEnvFile(folder: string): string {
  const path = join(folder, '.env');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

function writeEnvFile(folder: string, text: string): void {
  const path = join(folder, '.env');
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  chmodSync(`${path}.new`, 0o600);
  renameSync(`${path}.new`, path);
}

function withoutEmpty(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value));
}
