import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { unified } from '@astrojs/markdown-remark';
import mdx from '@astrojs/mdx';
import node from '@astrojs/node';
import { defineConfig, passthroughImageService } from 'astro/config';
import { dayIn } from './src/library/model/days.ts';
import { readLibrary } from './src/library/model/library.ts';
import { manifestOf } from './src/library/model/manifest.ts';
import { documents } from './src/site/build.ts';

const { CONTENT_DIR: contentDir, ORIGIN: origin, TODAY: today } = process.env;

export default defineConfig({
  output: 'server',
  adapter: node({ mode: 'middleware' }),
  session: false,
  // Refuses posts that are allowed to come without Origin, and lets others through: server/http guards forms.
  security: { checkOrigin: false },
  trailingSlash: 'always',
  build: { format: 'directory', inlineStylesheets: 'always' },
  // The default eats spaces between inline elements.
  compressHTML: true,
  devToolbar: { enabled: false },
  // Smart punctuation would change the text of the law.
  markdown: { processor: unified({ smartypants: false }), syntaxHighlight: false },
  image: { endpoint: { entrypoint: './src/site/no-images.ts' }, service: passthroughImageService() },
  vite: { build: { assetsInlineLimit: 0 } },
  integrations: [mdx(), documents({ contentDir, origin, today }), backend(contentDir)],
});

/**
 * While developing, server/main.ts does not run: the same services are opened here, for whoever sits at this machine,
 * and again whenever something changes that they have read.
 */
function backend(content = 'content') {
  return {
    name: 'backend',
    hooks: {
      'astro:server:setup': async ({ server, logger }) => {
        const [{ systemClock }, { readConfig }, { renamedPath }, { createJobs }, { createLog }, { openServices }] =
          await Promise.all([
            import('./server/clock.ts'),
            import('./server/config.ts'),
            import('./server/http/renamed-documents.ts'),
            import('./server/jobs.ts'),
            import('./server/log.ts'),
            import('./server/services.ts'),
          ]);
        const places = { content, manifest: join(mkdtempSync(join(tmpdir(), 'documents-')), 'documents.json') };
        let opened = await open().catch(refuse);
        let changing;

        server.middlewares.use((request, response, next) => {
          const { pathname, search } = new URL(request.url, 'http://localhost');
          const renamed = renamedPath(pathname, opened.services);
          // For now: a browser would remember more while names are still being found.
          if (renamed) return response.writeHead(307, { Location: `${renamed}${search}` }).end();
          const client = { address: '127.0.0.1', local: true };
          request[Symbol.for('astro.locals')] = {
            services: opened.services,
            client,
            requestId: randomUUID(),
            uploads: [],
          };
          next();
        });
        server.watcher.on('all', (_, path) => {
          if (relative(content, path).startsWith('..') || path.endsWith('draft.mdx')) return;
          clearTimeout(changing);
          changing = setTimeout(reopen, 300);
        });
        server.httpServer?.once('close', async () => {
          clearTimeout(changing);
          await opened.close();
          rmSync(dirname(places.manifest), { recursive: true, force: true });
        });

        async function open() {
          const { library } = readLibrary(content);
          const today = library ? dayIn(library.company.timeZone, new Date()) : '';
          writeFileSync(places.manifest, JSON.stringify(library ? manifestOf(library, today) : { documents: [] }));
          const services = await openServices(readConfig(process.env), systemClock, places);
          const jobs = createJobs(services, createLog());
          const close = async () => {
            await jobs.stop();
            await services[Symbol.asyncDispose]();
          };
          return { services, close };
        }

        /** As server/main.ts does: what an operator can mend, without a stack. */
        function refuse(error) {
          if (!['ConfigError', 'DatabaseError'].includes(error.name)) throw error;
          console.error(error.name === 'ConfigError' ? `Cannot start:\n${error.message}` : error.message);
          process.exit(1);
        }

        async function reopen() {
          const before = opened;
          try {
            opened = await open();
            await before.close();
          } catch (error) {
            logger.warn(`The backend goes on with what it had read before: ${error.message}`);
          }
        }
      },
    },
  };
}
