import { unified } from '@astrojs/markdown-remark';
import mdx from '@astrojs/mdx';
import node from '@astrojs/node';
import { defineConfig, passthroughImageService } from 'astro/config';
import { documents } from './src/build.ts';

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
  integrations: [mdx(), documents({ contentDir: process.env.CONTENT_DIR, today: process.env.TODAY })],
});
