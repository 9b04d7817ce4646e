// Runs in the reader's browser on /search/: shows what Pagefind finds while words are typed. Without it, or
// where it fails, the form asks the server.

interface Pagefind {
  options(options: { noWorker: boolean }): Promise<void>;
  debouncedSearch(query: string): Promise<{ results: { data(): Promise<PagefindPage> }[] } | null>;
}

interface PagefindPage {
  readonly url: string;
  readonly meta: { readonly title?: string };
  readonly sub_results: { readonly title: string; readonly url: string; readonly excerpt: string }[];
}

const field = document.querySelector<HTMLInputElement>('input[name="q"]');
const list = document.querySelector('.results');
const count = document.querySelector('#count');
const address = '/pagefind/pagefind.js';
let loading: Promise<Pagefind> | null = null;

field?.addEventListener('input', () => {
  find(field.value.trim()).catch(() => {
    loading = null;
  });
});

async function find(query: string): Promise<void> {
  if (!query || !list || !count) return;
  loading ??= load();
  const search = await (await loading).debouncedSearch(query);
  // Null: more was typed in the meantime.
  if (!search || query !== field?.value.trim()) return;

  const pages = await Promise.all(search.results.slice(0, 5).map((result) => result.data()));
  if (query !== field.value.trim()) return;
  const items = pages.flatMap(({ meta, sub_results }) =>
    sub_results.slice(0, 4).map((hit) => item(hit, meta.title ?? '')),
  );
  count.textContent = items.length > 0 ? `${items.length} found for “${query}”.` : `Nothing was found for “${query}”.`;
  list.replaceChildren(...items);
}

async function load(): Promise<Pagefind> {
  const pagefind: Pagefind = await import(/* @vite-ignore */ address);
  // A worker goes by the policy of its own file; this page's alone allows WebAssembly.
  await pagefind.options({ noWorker: true });
  return pagefind;
}

function item({ title, url, excerpt }: PagefindPage['sub_results'][number], from: string): HTMLLIElement {
  const link = document.createElement('a');
  link.href = url;
  link.textContent = title;
  const source = document.createElement('small');
  source.textContent = from;
  const text = document.createElement('p');
  text.append(...piecesOf(excerpt));
  const item = document.createElement('li');
  item.append(link, ' ', source, text);
  return item;
}

/** The excerpt's words and marks, and nothing else that markup could do. */
function piecesOf(excerpt: string): (Node | string)[] {
  const { body } = new DOMParser().parseFromString(excerpt, 'text/html');
  return [...body.childNodes].map((node) => {
    if (node.nodeName !== 'MARK') return node.textContent ?? '';
    const mark = document.createElement('mark');
    mark.textContent = node.textContent;
    return mark;
  });
}
