import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { makeStandalone } from '../../src/library/text/standalone.ts';

test('a copy of a site opens without a server, and what a server makes leads nowhere', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'standalone-'));
  const site = join(folder, 'site');
  const page = (body: string) =>
    `<!doctype html><html lang="en"><head><title>t</title></head><body>${body}</body></html>`;
  const files: Record<string, string> = {
    'index.html': page(
      '<a href="/privacy/#a%20b">p</a><a href="/search/">s</a><script type="module" src="/x.js"></script>',
    ),
    'privacy/index.html': page(
      '<a href="/">h</a><a href="/privacy/2026-04-23/">v</a><a href="#x">x</a><a href="https://example.com/">e</a><form action="/updates/"><button>b</button></form><img src="/a.png" alt="">',
    ),
    ...{ 'privacy/2026-04-23/index.html': page('<a href="/privacy.md">t</a>'), 'privacy.md': 'text', 'a.png': 'a' },
    ...{ 'privacy/index.html.br': 'b', 'pagefind/pagefind.js': 'p' },
  };
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(site, name)), { recursive: true });
      writeFileSync(join(site, name), text);
    }
    await makeStandalone(site, join(folder, 'copy'), 'Not in the preview.');
    const read = (name: string) => readFileSync(join(folder, 'copy', name), 'utf8');

    expect(read('index.html')).toContain(
      '<a href="privacy/index.html#a%20b">p</a><a title="Not in the preview.">s</a></body>',
    );
    expect(read('privacy/index.html')).toContain(
      '<a href="../index.html">h</a><a href="2026-04-23/index.html">v</a><a href="#x">x</a><a href="https://example.com/">e</a>',
    );
    expect(read('privacy/index.html')).toContain('<form inert title="Not in the preview."><button>b</button></form>');
    expect(read('privacy/index.html')).toContain('src="../a.png"');
    expect(read('privacy/2026-04-23/index.html')).toContain('<a href="../../privacy.md">t</a>');
    expect(readdirSync(join(folder, 'copy')).sort()).toEqual(['a.png', 'index.html', 'privacy', 'privacy.md']);
    expect(readFileSync(join(site, 'index.html'), 'utf8')).toBe(files['index.html']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
