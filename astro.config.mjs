import { randomUUID } from 'node:crypto';
import { unified } from '@astrojs/markdown-remark';
import mdx from '@astrojs/mdx';
import node from '@astrojs/node';
import { defineConfig, passthroughImageService } from 'astro/config';
import { documents } from './src/build.ts';

const { CONTENT_DIR: contentDir, ORIGIN: origin, TODAY: today, INTERVAL_AFTER: intervalAfter } = process.env;

export default defineConfig({
  output: 'static',
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
  image: { endpoint: { entrypoint: './src/no-images.ts' }, service: passthroughImageService() },
  vite: { build: { assetsInlineLimit: 0 } },
  integrations: [mdx(), documents({ contentDir, origin, today, intervalAfter, env: process.env }), backend()],
});

/** While developing, server/main.ts does not run: the same services are opened here, for whoever sits at this machine. */
function backend() {
  return {
    name: 'backend',
    hooks: {
      'astro:server:setup': async ({ server }) => {
        const [{ systemClock }, { readConfig }, { createJobs }, { createLog }, { openServices }] = await Promise.all([
          import('./server/clock.ts'),
          import('./server/config.ts'),
          import('./server/jobs.ts'),
          import('./server/log.ts'),
          import('./server/services.ts'),
        ]);
        const services = await openServices(readConfig(process.env), systemClock);
        const jobs = createJobs(services, createLog());
        const client = { address: '127.0.0.1', local: true };
        server.middlewares.use((request, _, next) => {
          request[Symbol.for('astro.locals')] = { services, client, requestId: randomUUID() };
          next();
        });
        server.httpServer?.once('close', async () => {
          await jobs.stop();
          await services[Symbol.asyncDispose]();
        });
      },
    },
  };
}
