import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

interface Import {
  readonly file: string;
  /** Where it leads: a path from the root, or a package's name. */
  readonly to: string;
  readonly isType: boolean;
}

const files = ['src', 'server']
  .flatMap((folder) => filesBelow(folder))
  .filter((file) => /\.(ts|mjs|astro|mdx)$/.test(file));
const imports = files.flatMap((file) => importsOf(file));
/** The names of mails and of who speaks in them, which the check of their wording asks for. */
const serverWords = /^server\/mail\/writing\/templates\.ts$/;
const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
  'dependencies' | 'devDependencies',
  object
>;
/** A package of types alone is imported by the name of what it describes. */
const packages = [
  ...Object.keys(dependencies),
  ...Object.keys(devDependencies).flatMap((name) => /^@types\/(.+)/.exec(name)?.[1] ?? []),
];

describe('the walls of the house', () => {
  test('there are imports to judge', () => {
    expect(imports.length).toBeGreaterThan(50);
  });

  test('the top level holds what the card names, and what every repository has', () => {
    const allowed =
      /^(src|content|public|server|test|bench|docs|astro\.config\.mjs|package(-lock)?\.json|tsconfig\.json|README\.md|LICENSE|Containerfile|(vitest|playwright)\.config\.ts|biome\.json|\..+|node_modules|dist|data|proofs\.json|test-results|playwright-report)$/;
    expect(readdirSync(root).filter((name) => !allowed.test(name))).toEqual([]);
  });

  test('rooms are named for the domain, never for a layer', () => {
    expect(
      files.filter((file) => /(^|\/)(controllers|models|utils|util|helpers|lib|common|shared|misc)\//.test(file)),
    ).toEqual([]);
  });

  test('the server imports neither Astro nor the public rooms, but for the library and words', () => {
    const wrong = imports.filter(
      ({ file, to }) =>
        file.startsWith('server/') &&
        ((to.startsWith('src/') &&
          !/^src\/(library\/model|words)\//.test(to) &&
          !(file === 'server/personal-data/archive/worker.ts' && to === 'src/library/text/published-texts.ts')) ||
          /^(astro(:|$|\/)|@astrojs\/)/.test(to)),
    );
    // The thread that makes an export puts agreements into it with their texts.
    // The launcher starts Astro's build as a program of its own; main.ts takes its handler from dist/.
    expect(wrong).toEqual([]);
  });

  test('the library rests on itself: no Astro, no database, no server, no site', () => {
    const wrong = imports.filter(
      ({ file, to }) =>
        file.startsWith('src/library/') &&
        (/^(server|src\/(?!library\/|words\/))/.test(to) ||
          /^(astro(:|$|\/)|@astrojs\/|virtual:|kysely$|better-sqlite3$|pg$)/.test(to)) &&
        !serverWords.test(to),
    );
    expect(wrong).toEqual([]);
  });

  test('in the library everything leans on what stands before it, and nothing circles', () => {
    const order = ['model', 'text', 'compare', 'promises', 'checking', 'publishing', 'importing', 'review', 'commands'];
    const room = (path: string) => order.indexOf(/^src\/library\/([^/]+)\//.exec(path)?.[1] ?? '');
    const library = imports.filter(({ file, to }) => file.startsWith('src/library/') && to.startsWith('src/library/'));
    expect(library.filter(({ file, to }) => room(to) > room(file))).toEqual([]);
    expect(circlesIn(library)).toEqual([]);
  });

  test('nothing circles, types among it', () => {
    expect(circlesIn(imports.filter(({ to }) => /^(src|server)\//.test(to)))).toEqual([]);
  });

  test('what the server takes from the words is words alone: it rests on nothing else but how a day is shown', () => {
    const said = new Set(
      imports.filter(({ file, to }) => file.startsWith('server/') && to.startsWith('src/words/')).map(({ to }) => to),
    );
    for (const file of said) {
      for (const { to } of imports.filter((of) => of.file === file && !of.isType)) said.add(to);
    }
    expect(said.size).toBeGreaterThan(5);
    const wrong = [...said].filter((file) => !/^src\/(words\/|library\/model\/days\.ts$)/.test(file));
    expect(wrong).toEqual([]);
  });

  test('the public rooms take types from the server, and at run time constants alone', () => {
    const constants =
      /^server\/(requests\/(kinds|regions)|(accounts|personal-data|desk)\/kinds|ledger\/kinds|consent\/gpc|desk\/request-acts|mail\/writing\/templates|form|dates|clock)\.ts$/;
    const wrong = imports.filter(
      ({ file, to, isType }) => file.startsWith('src/') && to.startsWith('server/') && !isType && !constants.test(to),
    );
    expect(wrong).toEqual([]);
  });

  test('a room of the server imports what stands below it, and is handed nothing to reach upwards', () => {
    const order = [
      ['attempts.ts', 'clock.ts', 'command.ts', 'config.ts', 'connection-urls.ts', 'content.ts', 'dates.ts', 'fields'],
      ['error-codes.ts', 'log.ts', 'subject.ts', 'terminal.ts', 'upload.ts'],
      ['context.ts', 'form.ts', 'crypto', 'db', 'documents', 'form-drafts', 'one-time-links'],
      ['legal-holds', 'rate-limits', 'tombstones'],
      ['mail'],
      ['accounts'],
      ['ledger'],
      ['consent'],
      ['notices'],
      ['requests'],
      ['personal-data', 'http/problem.ts', 'http/etag.ts', 'http/error-responses.ts', 'http/bodies'],
      ['api', 'desk', 'backups'],
      ['services.ts'],
      ['commands.ts', 'http', 'jobs.ts', 'launch'],
      ['cli.ts', 'main.ts', 'start.mjs'],
    ];
    // A part of a room that has a place of its own counts there.
    const level = (path: string) => {
      const [, part = '', room = ''] = /^server\/(([^/]+)(?:\/[^/]+)?)/.exec(path) ?? [];
      const own = order.findIndex((rooms) => rooms.includes(part));
      return own >= 0 ? own : order.findIndex((rooms) => rooms.includes(room));
    };
    expect(files.filter((file) => file.startsWith('server/') && level(file) < 0)).toEqual([]);
    const wrong = imports.filter(({ file, to }) => level(to) > level(file) && level(file) >= 0);
    expect(wrong).toEqual([]);
  });

  test('in the public rooms everything leans on what stands before it', () => {
    const order = [['library', 'words'], ['site'], ['components'], ['forms'], ['layouts'], ['pages']];
    const level = (path: string) => order.findIndex((rooms) => rooms.includes(/^src\/([^/]+)\//.exec(path)?.[1] ?? ''));
    expect(imports.filter(({ file, to }) => level(file) >= 0 && level(to) > level(file))).toEqual([]);
  });

  test('the database is asked by the working rooms alone, never by a page', () => {
    expect(
      imports.filter(({ file, to }) => file.startsWith('src/') && /^(kysely|better-sqlite3|pg)$/.test(to)),
    ).toEqual([]);
  });

  test('nor does a page reach through what it is handed, to the database or to a context', () => {
    const pages = files.filter((file) => /^src\/(pages|layouts|forms|components|middleware)/.test(file));
    expect(pages.filter((file) => reachesDatabase(source(file)))).toEqual([]);
    for (const reaching of [
      "await Astro.locals.services.db.selectFrom('account')",
      'const { accounts, db } = Astro.locals.services;',
      'const { locals: { services: { ctx } } } = Astro;',
      'transaction(services?.ctx, work)',
    ]) {
      expect(reachesDatabase(reaching), reaching).toBe(true);
    }
    expect(reachesDatabase('const { accounts } = Astro.locals.services; // a db')).toBe(false);
  });

  test('an import that is made while a page runs is seen like any other', () => {
    const found = importsIn(
      'src/pages/a.astro',
      "await import('../../server/db/database.ts');\nlet a: import('kysely').Kysely;",
    );
    expect(found.map(({ to, isType }) => [to, isType])).toEqual([
      ['server/db/database.ts', false],
      ['kysely', true],
    ]);
  });

  test('packages that guard a border are used behind one door', () => {
    const doors: Record<string, RegExp> = {
      lucia: /^server\/accounts\/session/,
      bcrypt: /^server\/accounts\/passwords\/passwords\.ts$/,
      resend: /^server\/mail\//,
      nodemailer: /^server\/mail\//,
      'better-sqlite3': /^server\/db\//,
      pg: /^server\/db\//,
      zod: /^(server\/|src\/library\/)/,
    };
    const wrong = imports.filter(({ file, to }) => doors[to] && !doors[to].test(file));
    expect(wrong).toEqual([]);
  });

  test('what comes of a text is decided in two folders, whose digest the cache of renderings goes by', () => {
    const reached = new Set(
      ['text/render', 'checking/published', 'compare/compare', 'compare/html'].map((name) => `src/library/${name}.ts`),
    );
    for (const file of reached) {
      for (const { to } of imports.filter(
        (of) => of.file === file && !of.isType && /^(src|server|content)/.test(of.to),
      ))
        reached.add(to);
    }
    expect(reached.size).toBeGreaterThan(10);
    expect([...reached].filter((file) => !/^src\/(library|words)\//.test(file))).toEqual([]);
  });

  test('every import from a package names one that package.json names', () => {
    const wrong = imports.filter(
      ({ to }) => !/^(src|server|dist|content|node:|astro:|virtual:)/.test(to) && !packages.includes(packageOf(to)),
    );
    expect(wrong).toEqual([]);
  });

  test('a file of ours that a program is started from, or read by its path, is there', () => {
    const pattern = /join\((process\.cwd\(\)|import\.meta\.dirname)((?:,\s*'[^']+')+)\)/g;
    const named = files.flatMap((file) =>
      [...source(file).matchAll(pattern)].map(([, from, parts = '']) => {
        const path = [...parts.matchAll(/'([^']+)'/g)].map(([, part = '']) => part).join('/');
        return join(from === 'process.cwd()' ? '.' : dirname(file), path);
      }),
    );
    const ours = named.filter((path) => /^(src|server)\//.test(path));
    expect(ours).toContain('src/library/compare/worker.ts');
    expect(ours.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test('nothing is exported by default but what Astro asks for', () => {
    const wrong = files
      .filter((file) => file.endsWith('.ts') && file !== 'src/content.config.ts')
      .filter((file) => /^export default/m.test(source(file)));
    expect(wrong).toEqual([]);
  });

  test('importing a module does nothing: only the doors read the environment', () => {
    const doors = /^server\/(main|cli)\.ts$|^server\/(start\.mjs$|launch\/)|^src\/library\/commands\/cli\.ts$/;
    expect(files.filter((file) => !doors.test(file) && /process\.env/.test(source(file)))).toEqual([]);
  });
});

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = join(folder, name);
    return statSync(join(root, path)).isDirectory() ? filesBelow(path) : [path];
  });
}

/** The files of each circle of imports, types among them. */
function circlesIn(among: readonly Import[]): string[][] {
  const next = Map.groupBy(among, ({ file }) => file);
  const reach = new Map<string, Set<string>>();
  for (const file of next.keys()) {
    const seen = new Set<string>();
    const open = [file];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const { to } of next.get(at) ?? []) {
        if (!seen.has(to)) open.push(to);
        seen.add(to);
      }
    }
    reach.set(file, seen);
  }
  const circling = [...reach.keys()].filter((file) => reach.get(file)?.has(file));
  const circles = circling.map((file) =>
    circling.filter((other) => reach.get(file)?.has(other) && reach.get(other)?.has(file)),
  );
  return [...new Map(circles.map((circle) => [circle.join(), circle])).values()];
}

function source(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

function importsOf(file: string): Import[] {
  return importsIn(file, source(file));
}

function importsIn(file: string, text: string): Import[] {
  const written = /^\s*(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;
  // Of what it gives, a type begins with a capital letter.
  const made = /\bimport\(\s*['"]([^'"]+)['"]\s*\)(\.[A-Z])?/g;
  return [
    ...[...text.matchAll(written)].map(([, type, to = '']) => imported(to, Boolean(type))),
    ...[...text.matchAll(made)].map(([, to = '', type]) => imported(to, Boolean(type))),
  ];

  function imported(to: string, isType: boolean): Import {
    return { file, to: to.startsWith('.') ? relative('.', normalize(join(dirname(file), to))) : to, isType };
  }
}

function reachesDatabase(text: string): boolean {
  return /\bservices\??\.(db|ctx)\b|\{[^;=]*\b(db|ctx)\b[^;=]*\}\s*=\s*[^;]*(Astro|locals|services|context)/.test(text);
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
