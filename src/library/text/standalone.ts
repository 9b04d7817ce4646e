import { existsSync } from 'node:fs';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fromHtml } from 'hast-util-from-html';
import { toHtml } from 'hast-util-to-html';
import { visit } from 'unist-util-visit';
import type { Element } from './tree.ts';

/** Files that only a server has a use for. */
const served = /\.(br|gz)$|^(pagefind|_astro)(\/|$)/;

/** Copies a built site so that it opens without a server: links lead from file to file. What a server makes leads nowhere. */
export async function makeStandalone(site: string, folder: string, unavailable: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await cp(site, folder, { recursive: true, filter: (path) => !served.test(relative(site, path)) });
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((entry) => entry.isFile() && entry.name.endsWith('.html'))) {
    const file = join(entry.parentPath, entry.name);
    await writeFile(file, detached(await readFile(file, 'utf8'), { folder, file, unavailable }));
  }
}

function detached(html: string, place: { folder: string; file: string; unavailable: string }): string {
  const tree = fromHtml(html);
  visit(tree, 'element', (element, at, parent) => {
    if (element.tagName !== 'script') return detach(element);
    // Browsers run no module that stands in a file.
    parent?.children.splice(at ?? 0, 1);
    return at;
  });
  return toHtml(tree);

  function detach({ tagName, properties }: Element): void {
    if (tagName === 'form') {
      Object.assign(properties, { action: undefined, inert: true, title: place.unavailable });
      return;
    }
    for (const name of ['href', 'src'] as const) {
      const address = properties[name];
      if (typeof address !== 'string' || !/^\/(?!\/)/.test(address)) continue;
      const target = targetOf(address);
      if (target === null) {
        delete properties[name];
        properties['title'] = place.unavailable;
      } else properties[name] = target;
    }
  }

  function targetOf(address: string): string | null {
    const { pathname, hash } = new URL(address, 'http://localhost');
    const path = decodeURIComponent(pathname).replace(/\/$/, '/index.html');
    const target = join(place.folder, path);
    return existsSync(target) ? `${encodeURI(relative(dirname(place.file), target))}${hash}` : null;
  }
}
