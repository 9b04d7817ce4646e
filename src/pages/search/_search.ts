import { intervals, openPagefind } from 'virtual:search';
import type { Day } from '../../library/model/days.ts';
import { type Hit, options, type Pagefind, search } from '../../library/text/search.ts';
import { actions } from '../../words/documents/search.ts';

let opened: { readonly name: string; readonly pagefind: Promise<Pagefind> } | null = null;

/** What is found in the texts in effect on a day. */
export async function searchOn(today: Day, query: string): Promise<Hit[]> {
  const name = intervals.findLast((from) => from <= today) ?? intervals[0];
  if (name === undefined) return [];
  if (opened?.name !== name) opened = { name, pagefind: open(name) };
  return search(await opened.pagefind, actions, query);
}

async function open(name: string): Promise<Pagefind> {
  const pagefind = openPagefind(name);
  await pagefind.options(options);
  return pagefind;
}
