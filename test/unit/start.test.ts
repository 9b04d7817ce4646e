import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readConfig, variables } from '../../server/config.ts';
import { fillIn, makeEnvironment, settingsOf } from '../../server/launch/environment.ts';
import { digestInputs } from '../../server/launch/inputs.ts';
import { isInstalled } from '../../server/launch/install.mjs';

const now = new Date('2026-11-23T12:00:00Z');
const origin = 'http://localhost:4321';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whitrack-start-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('the settings of a machine', () => {
  test('a fresh machine gets an address, and a key that nobody else can read', () => {
    const config = readConfig(makeEnvironment(folder, {}, now));

    expect(config).toMatchObject({ origin: 'http://localhost:4321', port: 4321, isLocal: true });
    expect(config.encryptionKeys).toMatchObject([{ id: 'k20261123' }]);
    expect(config.encryptionKeys[0]?.secret).toHaveLength(32);
    expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600);
  });

  test('a second start finds the settings of the first and changes nothing', () => {
    makeEnvironment(folder, {}, now);
    const first = envFile();

    makeEnvironment(folder, {}, new Date('2027-01-01T00:00:00Z'));

    expect(envFile()).toBe(first);
  });

  test('two machines never get the same key', () => {
    const keyOf = () => readConfig(makeEnvironment(folder, {}, now)).encryptionKeys[0]?.secret.toString('hex');
    const first = keyOf();
    rmSync(join(folder, '.env'));

    expect(keyOf()).not.toBe(first);
  });

  test('the key goes where .env.example leaves room for it, and the rest of the file stays', () => {
    const example = readFileSync('.env.example', 'utf8');
    writeFileSync(join(folder, '.env'), example);

    const { ENCRYPTION_KEYS, PASSWORD_PEPPER, SIGNING_KEYS, ORIGIN } = makeEnvironment(folder, {}, now);

    expect(envFile()).toBe(
      example
        .replace(/^ORIGIN=$/m, `ORIGIN=${ORIGIN}`)
        .replace(/^ENCRYPTION_KEYS=$/m, () => `ENCRYPTION_KEYS=${ENCRYPTION_KEYS}`)
        .replace(/^PASSWORD_PEPPER=$/m, () => `PASSWORD_PEPPER=${PASSWORD_PEPPER}`)
        .replace(/^SIGNING_KEYS=$/m, () => `SIGNING_KEYS=${SIGNING_KEYS}`),
    );
  });

  test('an address that is already chosen is kept, and one on another port gets keys too', () => {
    writeFileSync(join(folder, '.env'), 'ORIGIN=http://127.0.0.1:5000\nPORT=5000');

    const env = makeEnvironment(folder, {}, now);

    expect(env['ORIGIN']).toBe('http://127.0.0.1:5000');
    expect(envFile()).toMatch(
      /^ORIGIN=http:\/\/127\.0\.0\.1:5000\nPORT=5000\nENCRYPTION_KEYS=k20261123:.{44}\nPASSWORD_PEPPER=k20261123:.{44}\nSIGNING_KEYS=k20261123:.{44}\n$/,
    );
  });

  test('a public site is never given keys: its operator must know where they are', () => {
    writeFileSync(join(folder, '.env'), 'ORIGIN=https://legal.example.com\n');

    expect(() => readConfig(makeEnvironment(folder, {}, now))).toThrow('ENCRYPTION_KEYS is not set');
    expect(envFile()).toBe('ORIGIN=https://legal.example.com\n');
  });

  test('what the process was given comes before .env, and an empty setting counts as none', () => {
    writeFileSync(join(folder, '.env'), 'ORIGIN=http://localhost:1\nPORT=1\n');

    const env = makeEnvironment(folder, { ORIGIN: 'http://localhost:2', PORT: '' }, now);

    expect(env).toMatchObject({ ORIGIN: 'http://localhost:2', PORT: '1' });
  });

  test('a port that is none is the one thing wrong, in .env too', () => {
    const problems = (given: Record<string, string>) => {
      try {
        readConfig(makeEnvironment(folder, given, now));
      } catch (error) {
        return (error as Error).message.match(/^- \w+/gm);
      }
      return [];
    };
    expect(problems({ PORT: '70000' })).toEqual(['- PORT']);
    writeFileSync(join(folder, '.env'), 'PORT=many\n');
    expect(problems({})).toEqual(['- PORT']);
    writeFileSync(join(folder, '.env'), envFile().replace('PORT=many', 'PORT=4400'));
    expect(problems({})).toEqual([]);
    expect(settingsOf(folder, {})).toMatchObject({ ORIGIN: 'http://localhost:4400' });
  });

  test('a command makes no settings, and writes none', () => {
    expect(settingsOf(folder, {})).toMatchObject({ ORIGIN: origin });
    expect(() => readConfig(settingsOf(folder, {}))).toThrow('ENCRYPTION_KEYS is not set');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a second server with a port of its own leads to itself, and leaves the settings of the first alone', () => {
    makeEnvironment(folder, {}, now);
    const first = envFile();

    expect(makeEnvironment(folder, { PORT: '5001' }, now)).toMatchObject({ ORIGIN: 'http://localhost:5001' });
    expect(settingsOf(folder, { PORT: '5001' })).toMatchObject({ ORIGIN: 'http://localhost:5001', PORT: '5001' });
    expect(makeEnvironment(folder, { ORIGIN: 'http://a.localhost', PORT: '5001' }, now)).toMatchObject({
      ORIGIN: 'http://a.localhost',
    });
    expect(envFile()).toBe(first);

    rmSync(join(folder, '.env'));
    makeEnvironment(folder, { PORT: '5001' }, now);
    expect(envFile()).not.toContain('ORIGIN');
    expect(makeEnvironment(folder, {}, now)).toMatchObject({ ORIGIN: origin });
  });

  test('no new key is made over data that only the old one opens', () => {
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data', 'whitrack.db'), '');

    expect(() => makeEnvironment(folder, {}, now)).toThrow('only its old keys open');
    expect(() => statSync(join(folder, '.env'))).toThrow('ENOENT');
  });

  test('.env.example explains every setting that the server reads, and no other', () => {
    const explained = [...readFileSync('.env.example', 'utf8').matchAll(/^(?:#[^\n]*\n)+([A-Z_]+)=$/gm)];

    expect(explained.map(([, name]) => name).sort()).toEqual([...variables].sort());
  });

  test('a value with a dollar sign is written as it is', () => {
    expect(fillIn('A=\nB=b\n', { A: '$&$1' })).toBe('A=$&$1\nB=b\n');
  });
});

describe('what the build reads', () => {
  beforeEach(() => {
    for (const path of ['content/privacy', 'src', 'dist']) mkdirSync(join(folder, path), { recursive: true });
    write('content/company.yaml', 'name: A\nsiteName: A\nprivacyAddress: a@example.com\ntimeZone: Pacific/Auckland\n');
    write('content/retention.yaml', '[]');
    write('content/privacy/chain.jsonl', '{"effectiveOn":"2026-04-23"}\n{"effectiveOn":"2026-12-01"}\n');
    write('src/page.astro', 'page');
  });

  test('the same inputs give the same digest, whatever the build itself leaves behind', () => {
    const before = digestInputs(folder, { origin });
    write('dist/page.html', 'built');

    expect(digestInputs(folder, { origin })).toBe(before);
  });

  test.each([
    ['edited', () => write('src/page.astro', 'Page')],
    ['added', () => write('src/new.astro', '')],
    ['taken away', () => rmSync(join(folder, 'content/retention.yaml.old'))],
    ['renamed', () => renameSync(join(folder, 'src/page.astro'), join(folder, 'src/pages.astro'))],
  ])('a file that is %s changes the digest', (_, change) => {
    write('content/retention.yaml.old', '');
    const before = digestInputs(folder, { origin });
    change();

    expect(digestInputs(folder, { origin })).not.toBe(before);
  });

  test.each([
    ['another library', { contentDir: 'preview' }],
    ['another day', { today: '2027-01-01' }],
  ])('%s changes the digest, so that what was built of it is never taken for the site', (_, setting) => {
    mkdirSync(join(folder, 'preview'));
    write('preview/company.yaml', 'name: B\n');
    const [site, other] = [digestInputs(folder, { origin }), digestInputs(folder, { origin, ...setting })];
    write('preview/company.yaml', 'name: C\n');

    expect(other).not.toBe(site);
    expect(digestInputs(folder, { origin })).toBe(site);
    expect(digestInputs(folder, { origin, contentDir: 'preview' })).not.toBe(other);
  });

  test('another public address changes the digest, for feeds name it', () => {
    expect(digestInputs(folder, { origin: 'https://legal.example.com' })).not.toBe(digestInputs(folder, { origin }));
  });
});

describe('what is installed', () => {
  const wanted = {
    '': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { version: '2.0.0', optional: true },
  };

  test('exactly what the lock file says needs no installation, and optional packages may be missing', () => {
    expect(isInstalled(wanted, { 'node_modules/a': { version: '1.0.0' } })).toBe(true);
  });

  test.each([
    ['nothing', {}],
    ['another version', { 'node_modules/a': { version: '1.0.1' } }],
    [
      'another version of an optional package',
      { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.0.0' } },
    ],
    ['a package too many', { 'node_modules/a': { version: '1.0.0' }, 'node_modules/c': { version: '1.0.0' } }],
  ])('%s needs an installation', (_, present) => {
    expect(isInstalled(wanted, present)).toBe(false);
  });
});

function envFile(): string {
  return readFileSync(join(folder, '.env'), 'utf8');
}

function write(path: string, text: string): void {
  writeFileSync(join(folder, path), text);
}
