import { cp, mkdir, readdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { archived } from './archive.ts';

const files = {
  'package.json': '{ "name": "peer", "type": "module", "private": true }',
  // The same Markdown settings as ours.
  'astro.config.mjs': `import { unified } from '@astrojs/markdown-remark';
import mdx from '@astrojs/mdx';
import { defineConfig } from 'astro/config';
export default defineConfig({
  cacheDir: './.cache',
  integrations: [mdx()],
  markdown: { processor: unified({ smartypants: false }), syntaxHighlight: false },
});
`,
  'src/content.config.ts': `import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';
const generateId = ({ entry }) => entry.replace(/\\.mdx?$/, '');
const loader = glob({ pattern: '*/2*.{md,mdx}', base: './archive', generateId });
export const collections = { archive: defineCollection({ loader }) };
`,
  'src/pages/[...id].astro': `---
import { getCollection, render } from 'astro:content';
export async function getStaticPaths() {
  const entries = await getCollection('archive');
  return entries.map((entry) => ({ params: { id: entry.id }, props: { entry } }));
}
const { entry } = Astro.props;
const { Content } = await render(entry);
---
<html lang="en">
  <head><title>{entry.data.title}</title></head>
  <body><h1>{entry.data.title}</h1><Content /></body>
</html>
`,
};

/** The plainest site that Astro makes of the same versions: a page for each, and nothing else. */
export async function writePeer(folder: string, content: string, modules: string, ending: 'md' | 'mdx'): Promise<void> {
  for (const [file, text] of Object.entries(files)) {
    await mkdir(join(folder, file, '..'), { recursive: true });
    await writeFile(join(folder, file), text);
  }
  await symlink(modules, join(folder, 'node_modules'));
  for (const document of archived) await copyAs(ending, join(content, document), join(folder, 'archive', document));
}

async function copyAs(ending: string, from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true, filter: (path) => !/draft\.mdx$|\.yaml$|\.jsonl$/.test(path) });
  if (ending === 'mdx') return;
  for (const name of await readdir(to)) await rename(join(to, name), join(to, name.replace(/mdx$/, ending)));
}
