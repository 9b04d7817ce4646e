// Runs in the reader's browser on /search/: shows while words are typed what the server finds for them. Where it
// fails, the form asks the server.

import { inLanguage } from '../library/model/direction.ts';
import { type Hit, options, type Pagefind, type Piece, search } from '../library/text/search.ts';
import { actions, countOf } from '../words/documents/search.ts';

/** Milliseconds without a key after which is searched. */
const pause = 200;

const field = document.querySelector<HTMLInputElement>('input[name="q"]');
const list = document.querySelector('.results');
const count = document.querySelector('#count');
const advice = document.querySelector<HTMLElement>('#advice');
const address = '/pagefind/pagefind.js';
let loading: Promise<Pagefind> | null = null;
let waiting = 0;

field?.addEventListener('input', () => {
  clearTimeout(waiting);
  waiting = window.setTimeout(() => {
    find(field.value.trim()).catch(() => {
      loading = null;
    });
  }, pause);
});

async function find(query: string): Promise<void> {
  if (!query || !list || !count || !advice) return;
  loading ??= load();
  const hits = await search(await loading, actions, query);
  // More was typed in the meantime.
  if (query !== field?.value.trim()) return;
  count.textContent = countOf(hits.length, query);
  advice.hidden = hits.length > 0;
  list.replaceChildren(...hits.map(item));
}

async function load(): Promise<Pagefind> {
  const pagefind: Pagefind = await import(/* @vite-ignore */ address);
  // A worker goes by the policy of its own file; this page's alone allows WebAssembly.
  await pagefind.options({ noWorker: true, ...options });
  return pagefind;
}

function item({ href, document: title, language, heading, excerpt }: Hit): HTMLLIElement {
  const link = document.createElement('a');
  link.href = href;
  link.append(...heading.map(nodeOf));
  const text = document.createElement('p');
  text.append(...excerpt.map(nodeOf));
  const item = Object.assign(document.createElement('li'), language ? inLanguage(language) : {});
  item.append(link, ' ');
  if (title !== null) item.append(Object.assign(document.createElement('small'), { textContent: title }));
  item.append(text);
  return item;
}

function nodeOf({ text, found }: Piece): Node | string {
  return found ? Object.assign(document.createElement('mark'), { textContent: text }) : text;
}
