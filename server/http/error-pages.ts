import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorPages, home, thisSite } from '../../src/words/error-pages.ts';
import { fill } from '../../src/words/fill.ts';
import { pageLanguage } from '../../src/words/language.ts';
import { hasCode } from '../error-codes.ts';
import type { ErrorCode } from './error-responses.ts';
import { styleDigests } from './headers.ts';

export type ErrorPages = Readonly<Record<ErrorCode, Buffer>>;

/** The site's own shell, as the build left it, filled once for each answer. */
export async function readErrorPages(directory: string, origin: string): Promise<ErrorPages> {
  const shell = (await readPage(directory, 'error')) ?? plainShell;
  const notFound = await readPage(directory, '404');

  const pages = Object.entries(errorPages).map(([code, { title, text }]) => {
    const more = code === 'host-foreign' ? ` ${fill(thisSite, { origin })}` : '';
    const html = shell.replaceAll('%%title%%', () => title).replaceAll('%%text%%', () => `${text}${more}`);
    return [code, Buffer.from(code === 'not-found' ? (notFound ?? html) : html)] as const;
  });
  return Object.fromEntries(pages) as Record<ErrorCode, Buffer>;
}

/** The digests of the sheets that pages carry: the not-found page has the whole, the error page the one for reading. */
export async function readStyleDigests(directory: string): Promise<string[]> {
  const pages = await Promise.all(['404', 'error'].map((name) => readPage(directory, name)));
  return styleDigests(pages.join(''));
}

async function readPage(directory: string, name: string): Promise<string | null> {
  return (await read(join(directory, `${name}.html`))) ?? (await read(join(directory, name, 'index.html')));
}

async function read(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

const plainShell = `<!doctype html>
<html lang="${pageLanguage}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>%%title%%</title>
</head>
<body>
<main>
<h1>%%title%%</h1>
<p>%%text%%</p>
<p><a href="/">${home}</a></p>
</main>
</body>
</html>
`;
