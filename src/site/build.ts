import { rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import type { AstroIntegration, ViteUserConfig } from 'astro';
import { logHandlers } from 'astro/config';
import { type Day, dayIn } from '../library/model/days.ts';
import {
  daysOfEffect,
  inEffect,
  type Library,
  openPublished,
  readLibrary,
  touchesPublished,
  versioned,
  waiting,
} from '../library/model/library.ts';
import { showProblem } from '../library/model/problem.ts';
import { daysAfterAttestations } from '../library/promises/promised-sentences.ts';
import { check } from '../library/review/check.ts';
import { compress } from '../library/text/compression.ts';
import { createRenderer } from '../library/text/render.ts';
import {
  noCache,
  openRenderingCache,
  type Place,
  placeIn,
  type RenderingCache,
} from '../library/text/rendering-cache.ts';
import type { SearchRecord } from '../library/text/search.ts';
import { searchRecordsOf } from '../library/text/search-records.ts';
import { makeStandalone } from '../library/text/standalone.ts';
import { previewWords } from '../words/documents/preview.ts';
import { buildInterval, intervalUnderWay } from './build-interval.ts';
import { renderMissing } from './rendering.ts';
import { contradictedRoutes } from './routes.ts';
import { engineOf, type IndexFiles, makeIndex, writeIndex } from './search-index.ts';

type Plugin = Extract<NonNullable<ViteUserConfig['plugins']>[number], { name: string }>;

/** By how much the heap may grow before it is swept. Left to itself, V8 lets it grow by several times that. */
const heapGrowth = 40;

interface Options {
  /** Another library than `content/`, for tests. */
  readonly contentDir?: string | undefined;
  /** What absolute addresses begin with, in feeds and the like. */
  readonly origin?: string | undefined;
  /** Another day than the clock's, for tests. */
  readonly today?: string | undefined;
}

/** Makes the library part of Astro's build: what pages start from, the search, and what is sent compressed. */
export function documents(options: Options): AstroIntegration {
  const { contentDir = 'content' } = options;
  const interval = intervalUnderWay();
  const today = interval?.day ?? options.today;
  const isPreview = resolve(contentDir) !== resolve('content');
  const origin = (options.origin || 'http://localhost:4321').replace(/\/$/, '');
  const places = { root: '', public: '', cache: '', out: '' };
  let begun = '';
  let startedAt = 0;
  let cachePlace: Place | null = null;
  /** What is searched in the server, from each day on: the browser's is today's. Nothing where nothing is in effect. */
  let searched = new Map<Day, IndexFiles>();

  return {
    name: 'documents',
    hooks: {
      'astro:config:setup': ({ command, config, updateConfig, injectRoute }) => {
        // Routes are resolved before the configuration is done.
        places.public = fileURLToPath(config.publicDir);
        // Drafts are for whoever writes them: no build has these pages.
        if (command === 'dev') {
          const entrypoint = './src/pages/[...document]/_draft.astro';
          injectRoute({ pattern: '/[...document]/draft', entrypoint, prerender: false });
        }
        if (command === 'build') {
          setFlagsFromString(`--heap-growing-percent=${heapGrowth}`);
          // The server's: Astro warns with the address of a request, which may hold a one-time link.
          updateConfig({ logger: logHandlers.console({ level: 'error' }) });
        }
        updateConfig({ vite: { plugins: [virtualModules()] } });
      },
      'astro:config:done': ({ config }) => {
        places.root = fileURLToPath(config.root);
        places.cache = fileURLToPath(new URL('compressed/', config.cacheDir));
        places.out = fileURLToPath(config.outDir);
        cachePlace = placeIn(places.root, fileURLToPath(config.cacheDir));
      },
      'astro:routes:resolved': ({ routes }) => {
        const contradicted = contradictedRoutes(routes, places.public);
        if (contradicted.length > 0) throw new Error(`src/library/model/routes.ts:\n${contradicted.join('\n')}`);
      },
      'astro:build:start': async ({ logger }) => {
        startedAt = Date.now();
        const { library } = readLibrary(contentDir);
        if (cachePlace && library) {
          const rendered = await renderMissing(library, cachePlace);
          logger.info(`Rendered ${rendered} versions; the others were rendered before.`);
        }
        const broken = brokenIn(library);
        if (broken.length > 0) {
          logger.error(`content/ cannot be published. ${broken.length} to mend:\n${broken.join('\n')}`);
          // Thrown, it would be told with a trace of this program.
          process.exit(1);
        }
        // A build that runs past midnight is a build of the day on which it began.
        begun = day();
      },
      'astro:build:done': async ({ dir }) => {
        const client = fileURLToPath(dir);
        const library = openPublished(contentDir);
        await writeIndex(client, searched.get(day()) ?? (await indexOf(library, [])));
        // The build that asked for this one compares, keeps and compresses.
        if (interval) return;
        // Of which the server of a public site wants nothing.
        if (isPreview) {
          writeFileSync(join(places.out, 'preview'), '');
          await makeStandalone(client, join(places.out, 'standalone'), previewWords.unavailable);
        } else
          for (const left of ['preview', 'standalone'])
            rmSync(join(places.out, left), { force: true, recursive: true });

        for (const later of daysOfChange(library)) {
          await buildInterval({ day: later, after: day() }, { ...places, client });
        }
        await compress(places.out, places.cache, isLeftOut());
        await clearCache();
      },
    },
  };

  /** Days to come from which the site says something else: a version takes effect, or an attestation has ended. */
  function daysOfChange(library: Library): Day[] {
    const days = [...daysOfEffect(versioned(library), day()), ...daysAfterAttestations(library, day())];
    return [...new Set(days)].sort();
  }

  function day(): Day {
    return begun || today || dayIn(openPublished(contentDir).company.timeZone, new Date());
  }

  function indexOf({ company }: Library, records: readonly SearchRecord[]): Promise<IndexFiles> {
    return makeIndex(records, company.language);
  }

  function cache(): RenderingCache {
    return cachePlace ? openRenderingCache(cachePlace) : noCache;
  }

  async function clearCache(): Promise<void> {
    const { folder, program } = cachePlace ?? {};
    // Where the program changed meanwhile, nobody can say whose work stands there.
    if (folder && placeIn(places.root)?.program !== program) await rm(folder, { recursive: true, force: true });
    else cache().clear(startedAt);
  }

  /** A published text that is not what the chain says is not served. What was never published stops no build. */
  function brokenIn(library: Library | null): string[] {
    const problems = check(contentDir, { cache: cache() });
    return problems.filter((problem) => !library || touchesPublished(contentDir, problem)).map(showProblem);
  }

  /** What is not sent; and compressing takes longer than building: the archive is compressed when it is asked for. */
  function isLeftOut(): (path: string) => boolean {
    const archived = versioned(openPublished(contentDir)).flatMap((document) => {
      const kept = [inEffect(document, day()), waiting(document, day())].map((line) => line?.version);
      return document.versions
        .filter(({ version }) => !kept.includes(version))
        .map(({ version }) => `client/${document.slug}/${version}`);
    });
    return (path) =>
      /^(server|standalone)\//.test(path) ||
      archived.some((version) => path.startsWith(`${version}/`) || path === `${version}.md`);
  }

  function virtualModules(): Plugin {
    const modules: Record<string, () => Promise<string> | string> = {
      'virtual:build': () => {
        const { company, documents } = openPublished(contentDir);
        const imprint = documents.find(({ role }) => role === 'imprint');
        const owner = {
          ...company,
          imprint: imprint && inEffect(imprint, day()) ? { slug: imprint.slug, title: imprint.title } : null,
        };
        return exported({
          contentDir,
          isPreview,
          origin,
          today: day(),
          intervalAfter: interval?.after ?? null,
          cachePlace,
          company: owner,
        });
      },
      'virtual:search': async () => {
        const library = openPublished(contentDir);
        const render = createRenderer({ cache: cache() });
        searched = new Map();
        for (const from of [day(), ...daysOfEffect(library.documents, day())]) {
          const records = searchRecordsOf(library, from, render);
          if (records.length > 0) searched.set(from, await indexOf(library, records));
        }
        return `${engineOf(searched)}\n${exported({ intervals: [...searched.keys()] })}`;
      },
    };
    return {
      name: 'documents',
      configureServer: ({ watcher, moduleGraph, ws }) => {
        watcher.add(contentDir);
        watcher.on('all', (_, path) => {
          if (relative(contentDir, path).startsWith('..')) return;
          moduleGraph.invalidateAll();
          ws.send({ type: 'full-reload' });
        });
      },
      resolveId: (id: string) => (id in modules ? `\0${id}` : undefined),
      load: (id: string) => modules[id.slice(1)]?.(),
    };
  }
}

function exported(values: Record<string, unknown>): string {
  return Object.entries(values)
    .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`)
    .join('\n');
}
