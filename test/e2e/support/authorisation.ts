import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What belongs to one of two people who are both signed in. */
export interface Own {
  readonly receipt: string;
  readonly agreement: string;
}

/**
 * Who may open what is made for each request, route by route. Whoever adds a route adds its row: a test compares this
 * list with the routes of the built site.
 */
export type Row = {
  /** An address of the route, with what belongs to the first person where it belongs to somebody. */
  readonly path: string | ((own: Own) => string);
} & (
  | { readonly may: 'anyone' }
  /** Whoever has a link that was mailed or handed over; here nobody has one. */
  | { readonly may: 'link-holder' }
  | { readonly may: 'signed-in' }
  /** The same, and only within ten minutes of giving the password. */
  | { readonly may: 'recently-signed-in' }
  /** Who is signed in and has a link that was mailed; here nobody has one. */
  | { readonly may: 'signed-in-link-holder' }
  | { readonly may: 'owner' }
  /** The same for a file: who is not signed in is not led to a form, but told that there is nothing. */
  | { readonly may: 'owner-of-file' }
  /** Whoever sits at the machine that the site lives on. */
  | { readonly may: 'this-machine' }
  /** Whoever has a key: see the operations of `server/api/`. */
  | { readonly may: 'programs' }
  /** Astro's own, which is not offered. */
  | { readonly may: 'nobody' }
);

const token = 'A'.repeat(43);

export const rows: Readonly<Record<string, Row>> = {
  '/_server-islands/[name]': { may: 'nobody', path: '/_server-islands/x/' },
  '/_image': { may: 'nobody', path: '/_image/?href=/favicon.ico' },
  '/account': { may: 'signed-in', path: '/account/' },
  '/account/address': { may: 'recently-signed-in', path: '/account/address/' },
  '/account/address/confirm/[token]': { may: 'signed-in-link-holder', path: `/account/address/confirm/${token}/` },
  '/account/address/sent/[token]': { may: 'signed-in', path: '/account/address/sent/unknown/' },
  '/account/agreements': { may: 'signed-in', path: '/account/agreements/' },
  '/account/agreements/[document]': { may: 'signed-in', path: '/account/agreements/dpa/' },
  '/account/agreements/[document]/[id]': {
    may: 'owner',
    path: ({ agreement }) => `/account/agreements/dpa/${agreement}/`,
  },
  '/account/arrive': { may: 'signed-in', path: '/account/arrive/' },
  '/account/business': { may: 'signed-in', path: '/account/business/' },
  '/account/confirm/[token]': { may: 'link-holder', path: `/account/confirm/${token}/` },
  '/account/confirm-password': { may: 'signed-in', path: '/account/confirm-password/' },
  '/account/consents': { may: 'signed-in', path: '/account/consents/' },
  '/account/delete': { may: 'recently-signed-in', path: '/account/delete/' },
  '/account/deleted': { may: 'anyone', path: '/account/deleted/' },
  '/account/export': { may: 'recently-signed-in', path: '/account/export/' },
  '/account/name': { may: 'signed-in', path: '/account/name/' },
  '/account/password': { may: 'signed-in', path: '/account/password/' },
  '/account/receipts': { may: 'signed-in', path: '/account/receipts/' },
  '/account/receipts/[id]': { may: 'owner', path: ({ receipt }) => `/account/receipts/${receipt}/` },
  '/account/receipts/[id].json': { may: 'owner-of-file', path: ({ receipt }) => `/account/receipts/${receipt}.json` },
  '/account/requests': { may: 'signed-in', path: '/account/requests/' },
  '/account/reset': { may: 'anyone', path: '/account/reset/' },
  '/account/reset/[token]': { may: 'link-holder', path: `/account/reset/${token}/` },
  '/account/reset/sent/[token]': { may: 'anyone', path: '/account/reset/sent/unknown/' },
  '/account/second-factor': { may: 'recently-signed-in', path: '/account/second-factor/' },
  '/account/second-factor/codes': { may: 'signed-in', path: '/account/second-factor/codes/' },
  '/account/second-factor/end': { may: 'signed-in', path: '/account/second-factor/end/' },
  '/account/security': { may: 'signed-in', path: '/account/security/' },
  '/account/settings': { may: 'signed-in', path: '/account/settings/' },
  '/account/sign-in': { may: 'anyone', path: '/account/sign-in/' },
  '/account/sign-in/app/[token]': { may: 'link-holder', path: `/account/sign-in/app/${token}/` },
  '/account/sign-in/code/[token]': { may: 'link-holder', path: `/account/sign-in/code/${token}/` },
  '/account/sign-out': { may: 'anyone', path: '/account/sign-out/' },
  '/account/sign-up': { may: 'anyone', path: '/account/sign-up/' },
  '/account/sign-up/sent/[token]': { may: 'anyone', path: '/account/sign-up/sent/unknown/' },
  '/account/undo/[token]': { may: 'link-holder', path: `/account/undo/${token}/` },
  '/account/undone': { may: 'anyone', path: '/account/undone/' },
  '/api': { may: 'anyone', path: '/api/' },
  '/api/v1/[...address]': { may: 'programs', path: '/api/v1/documents/' },
  '/api/v1/openapi.json': { may: 'programs', path: '/api/v1/openapi.json' },
  '/ledger-head.json': { may: 'anyone', path: '/ledger-head.json' },
  '/mailbox': { may: 'this-machine', path: '/mailbox/' },
  '/mailbox/[id]': { may: 'this-machine', path: '/mailbox/unknown/' },
  '/mailbox/[id].eml': { may: 'this-machine', path: '/mailbox/unknown.eml' },
  '/requests/new': { may: 'anyone', path: '/requests/new/' },
  '/requests/new/[token]': { may: 'link-holder', path: `/requests/new/${token}/` },
  '/requests/new/[token]/start': { may: 'link-holder', path: `/requests/new/${token}/start/` },
  '/requests/new/[token]/check': { may: 'link-holder', path: `/requests/new/${token}/check/` },
  '/requests/received/[reference]/[token]': {
    may: 'link-holder',
    path: `/requests/received/WT-7F3K-92QD/${token}/`,
  },
  '/requests/[reference]': { may: 'anyone', path: '/requests/WT-7F3K-92QD/' },
  '/requests/[reference]/[token]': { may: 'link-holder', path: `/requests/WT-7F3K-92QD/${token}/` },
  '/requests/confirm/[token]': { may: 'link-holder', path: `/requests/confirm/${token}/` },
  '/search': { may: 'anyone', path: '/search/' },
  '/updates': { may: 'anyone', path: '/updates/' },
  '/updates/confirm/[token]': { may: 'link-holder', path: `/updates/confirm/${token}/` },
  '/updates/preferences/[token]': { may: 'link-holder', path: `/updates/preferences/${token}/` },
  '/updates/sent/[token]': { may: 'anyone', path: '/updates/sent/unknown/' },
  '/updates/unsubscribe/[token]': { may: 'link-holder', path: `/updates/unsubscribe/${token}/` },
  '/[document]/compare': { may: 'anyone', path: '/dpa/compare/' },
  '/[document]/compare/[a]/[b]/[file].docx': {
    may: 'anyone',
    path: '/dpa/compare/2026-11-23/2026-11-23/dpa-2026-11-23-to-2026-11-23.docx',
  },
  '/[document]/compare/[a]/[b]': { may: 'anyone', path: '/dpa/compare/2026-11-23/current/' },
};

export interface Route {
  readonly route: string;
  /** Made when the site was built, for everybody alike: the server answers without looking who asks. */
  readonly prerender: boolean;
  readonly pathname?: string;
}

/** The routes of the site as Astro built it. */
export function builtRoutes(site: string): Route[] {
  const entry = readFileSync(join(site, 'dist/server/entry.mjs'), 'utf8');
  const found = [...entry.matchAll(/"routeData":\s*(?=\{)/g)].map((match) =>
    objectAt(entry, match.index + match[0].length),
  );
  return [...new Map(found.map((route) => [route.route, route])).values()];
}

/** A JSON object in the midst of a program, up to the brace that closes it. */
function objectAt(text: string, start: number): Route {
  let depth = 0;
  for (const { 0: token, index } of text.slice(start).matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[{}]/g)) {
    if (token === '{') depth += 1;
    if (token === '}') depth -= 1;
    if (depth === 0) return JSON.parse(text.slice(start, start + index + 1)) as Route;
  }
  throw new Error('The routes of the built site could not be read');
}

/** Other spellings of an address, by which programs have been led past checks of its beginning. */
export function spellings(path: string): string[] {
  const inner = path.slice(1);
  const [first = '', ...rest] = inner;
  const code = first.charCodeAt(0).toString(16);
  const tail = rest.join('');
  const bare = path.replace(/\/$/, '');
  return [
    ...[`/${path}`, `//${path}`, `/.${path}`, `/x/..${path}`, `/./.${path}`, `/x/%2e%2e${path}`, `/%2e${path}`],
    ...[
      `/%${code}${tail}`,
      `/%25${code}${tail}`,
      `/%2525${code}${tail}`,
      `/%2f${inner}`,
      `/%5c${inner}`,
      `/\\${inner}`,
    ],
    ...[`/${first}%00${tail}`, `/${first}%0d%0a${tail}`, `/${first}%09${tail}`, `/${first}%20${tail}`],
    ...[bare, `${bare}//`, `${bare}/.`, `${bare}/./`, `${bare}/x/..`, `${bare}/x/../`, `${bare}%2f`, `${bare}%5c`],
    ...[`${bare};/`, `${bare};x=1/`, `${bare}/;x`, `${bare}.json`, `${bare}.html`, `${bare}/index.html`, `${bare}/%20`],
    ...[`${bare}%3f/`, `${bare}%23/`, `${bare}/?_method=GET`, `${bare}/?__data`, `${path.toUpperCase()}`],
    ...[`/privacy/..${path}`, `/privacy/%2e%2e${path}`, `/privacy.md/..${path}`, `/_astro/..${path}`],
    ...[`http://localhost${path}`, `http://evil.test${path}`, `*${path}`, inner],
    ...[`/%c1%9c${inner}`, `/%ef%bc%8f${inner}`, `/%e2%88%95${inner}`],
  ];
}
