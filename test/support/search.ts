import { options, type Pagefind, type SearchRecord } from '../../src/library/text/search.ts';
import { engineOf, makeIndex } from '../../src/site/search-index.ts';

/** Pagefind over these clauses, opened as the server opens it. */
export async function openSearch(records: readonly SearchRecord[], language = 'en'): Promise<Pagefind> {
  const source = engineOf(new Map([['now', await makeIndex(records, language)]]));
  const address = `data:text/javascript;base64,${Buffer.from(source).toString('base64')}`;
  const { openPagefind } = (await import(address)) as { openPagefind(name: string): Pagefind };
  const pagefind = openPagefind('now');
  await pagefind.options(options);
  return pagefind;
}
