import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration, ViteUserConfig } from 'astro';
import { check } from './documents/check.ts';
import { compress } from './documents/compression.ts';
import { dayIn } from './documents/days.ts';
import { findablesOf } from './documents/findables.ts';
import { inEffect, openLibrary, waiting } from './documents/library.ts';
import { showProblem } from './documents/problem.ts';
import { createRenderer } from './documents/render.ts';
import { writeIndex } from './documents/search-index.ts';

type Plugin = Extract<NonNullable<ViteUserConfig['plugins']>[number], { name: string }>;

interface Options {
  /** Another library than `content/`, for tests. */
  readonly contentDir?: string | undefined;
  /** Another day than the clock's, for tests. */
  readonly today?: string | undefined;
}

/** Makes the library part of Astro's build: what pages start from, the search, and what is sent compressed. */
export function documents({ contentDir = 'content', today }: Options): AstroIntegration {
  let cache = '';
  const day = () => today || dayIn(openLibrary(contentDir).company.timeZone, new Date());

  return {
    name: 'documents',
    hooks: {
      'astro:config:setup': ({ updateConfig }) => {
        updateConfig({ vite: { plugins: [virtualModules()] } });
      },
      'astro:config:done': ({ config }) => {
        cache = fileURLToPath(new URL('compressed/', config.cacheDir));
      },
      'astro:build:start': refuseBroken,
      'astro:build:done': async ({ dir }) => {
        const client = fileURLToPath(dir);
        const { documents } = openLibrary(contentDir);
        await writeIndex(
          client,
          documents.filter((document) => inEffect(document, day())).map(({ slug }) => slug),
        );
        await compress(client, cache, isArchived());
      },
    },
  };

  /** A published text that is not what the chain says is not served. Drafts do not stop a build. */
  async function refuseBroken(): Promise<void> {
    const problems = (await check(contentDir)).filter(({ file }) => !file.endsWith('/draft.mdx'));
    if (problems.length > 0) throw new Error(`content/ cannot be published:\n${problems.map(showProblem).join('\n')}`);
  }

  /** Compressing takes longer than building: the archive is compressed when it is asked for. */
  function isArchived(): (path: string) => boolean {
    const archived = openLibrary(contentDir).documents.flatMap((document) => {
      const kept = [inEffect(document, day()), waiting(document, day())];
      return document.versions
        .filter((line) => !kept.includes(line))
        .map(({ version }) => `${document.slug}/${version}`);
    });
    return (path) => archived.some((version) => path.startsWith(`${version}/`) || path === `${version}.md`);
  }

  function virtualModules(): Plugin {
    const modules: Record<string, () => Promise<string> | string> = {
      'virtual:build': () =>
        `export const contentDir = ${JSON.stringify(contentDir)}; export const today = ${JSON.stringify(day())};`,
      'virtual:clauses': async () => {
        const findables = await findablesOf(openLibrary(contentDir), day(), await createRenderer());
        return `export const clauses = ${JSON.stringify(findables)};`;
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
