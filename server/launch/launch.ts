import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../clock.ts';
import { type Config, ConfigError, readConfig } from '../config.ts';
import { announceWhenReady, staysTaken } from './announce.ts';
import { giveUp, root, run } from './child.mjs';
import { makeEnvironment, readEnvironment, settingsOf } from './environment.ts';
import { heapOptions } from './heap.ts';
import { digestInputs } from './inputs.ts';

const astro = 'node_modules/astro/bin/astro.mjs';
/** What absolute addresses begin with, in feeds and the like, as long as nobody has said so. */
const defaultOrigin = 'http://localhost:4321';
const stamp = join(root, 'dist', 'inputs.sha256');
/** Milliseconds that a command waits for another that builds: far more than a build takes. */
const buildPatience = 600_000;

const verbs: Record<string, (args: string[]) => Promise<number>> = {
  start,
  dev,
  build: async () => buildWhenNeeded({ always: true }),
  check: () => node('test/run.ts', ['check']),
  test: (args) => node('test/run.ts', args, { env: withoutCache() }),
  bench: async (args) => (await buildWhenNeeded()) || node('bench/main.ts', args, { env: withoutCache() }),
  policy: (args) => node('src/library/commands/cli.ts', args),
  // A command makes no settings: keys of its own would open nothing of what the server has sealed.
  admin: (args) => node('server/cli.ts', args, { env: settingsOf(root, process.env) }),
};

/** What `npm start`, `npm test` and the other commands do, once installed and on the right Node. */
export async function launch([name = 'start', ...args]: string[]): Promise<number> {
  const verb = verbs[name];
  if (!verb) return giveUp(`Unknown command "${name}". There are: ${Object.keys(verbs).join(', ')}.`);
  return verb(args);
}

async function start(): Promise<number> {
  const { env, config } = prepare();
  if (await staysTaken(config.port)) {
    giveUp(
      `Port ${config.port} is taken: perhaps the site is running already. ` +
        'Stop what is running there, or set PORT and ORIGIN in .env to another port.',
    );
  }
  const failed = await buildWhenNeeded();
  if (failed) return failed;
  using _announcement = announceWhenReady(config);
  return await node('server/main.ts', [], { env, passInterrupt: true, options: heapOptions });
}

async function dev(args: string[]): Promise<number> {
  const { env, config } = prepare();
  return node(astro, ['dev', '--port', String(config.port), ...args], { env });
}

function prepare(): { env: NodeJS.ProcessEnv; config: Config } {
  try {
    const env = makeEnvironment(root, process.env, systemClock.now());
    return { env, config: readConfig(env) };
  } catch (error) {
    if (error instanceof ConfigError) return giveUp(`Cannot start:\n${error.message}`);
    throw error;
  }
}

async function buildWhenNeeded({ always = false } = {}): Promise<number> {
  const origin = readEnvironment(root, process.env)['ORIGIN'] || defaultOrigin;
  const { CONTENT_DIR: contentDir, TODAY: today } = process.env;
  const digest = digestInputs(root, { origin, contentDir, today });
  const isBuilt = () => !always && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest;
  if (isBuilt()) return 0;
  using _lock = await lockBuilding();
  if (isBuilt()) return 0;

  console.log('Building the site …');
  const began = performance.now();
  const { code, output } = await run(process.execPath, [astro, 'build'], {
    quiet: true,
    env: { ...process.env, ORIGIN: origin, ASTRO_TELEMETRY_DISABLED: '1' },
  });
  if (code !== 0) {
    console.error(`${output}\nThe build failed: the reason stands above.`);
    return code;
  }
  writeFileSync(stamp, digest);
  console.log(`Built in ${((performance.now() - began) / 1000).toFixed(1)} s.`);
  return 0;
}

/** Two that build in one folder would take each other's files away. */
async function lockBuilding(): Promise<Disposable> {
  const { lockBeside } = await import('../db/file-lock.ts');
  const place = join(root, '.astro', 'build');
  const free = lockBeside(place, 0);
  if (free) return free;
  console.log('Another command is building the site: waiting for it …');
  return (
    lockBeside(place, buildPatience) ??
    giveUp('Another command has been building the site for ten minutes: end it, and try again.')
  );
}

/** Tests and benchmarks run copies of the site from folders that are gone afterwards: nobody would want them compiled. */
function withoutCache(): NodeJS.ProcessEnv {
  const { NODE_COMPILE_CACHE: _, ...others } = process.env;
  return others;
}

async function node(
  script: string,
  args: readonly string[],
  {
    env = process.env,
    options = [],
    passInterrupt,
  }: { env?: NodeJS.ProcessEnv; options?: readonly string[]; passInterrupt?: boolean } = {},
): Promise<number> {
  const { code } = await run(process.execPath, [...options, script, ...args], {
    env: { ...env, ASTRO_TELEMETRY_DISABLED: '1' },
    ...(passInterrupt === undefined ? {} : { passInterrupt }),
  });
  return code;
}
