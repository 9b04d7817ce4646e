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
  /** Who of the staff is signed in at the desk, and nobody with an account. */
  | { readonly may: 'staff' }
  /** The same for a file: to others there is no such file. */
  | { readonly may: 'staff-file' }
  /** The same of something that is not there: to whoever is signed in, there is no such page. */
  | { readonly may: 'staff-of' }
  /** The same, and the role; to others of the staff there is no such page. */
  | { readonly may: 'approving-staff' }
  /** Anybody, of something that is not there. */
  | { readonly may: 'anyone-of' }
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
  '/account/kept/[token]': { may: 'link-holder', path: `/account/kept/${token}/` },
  '/account/kept/[token]/[file]': { may: 'link-holder', path: `/account/kept/${token}/copy.txt/` },
  '/account/kept/erased': { may: 'anyone', path: '/account/kept/erased/' },
  '/account/name': { may: 'signed-in', path: '/account/name/' },
  '/account/password': { may: 'signed-in', path: '/account/password/' },
  '/account/receipts': { may: 'signed-in', path: '/account/receipts/' },
  '/account/receipts/[id]': { may: 'owner', path: ({ receipt }) => `/account/receipts/${receipt}/` },
  '/account/receipts/[id]/later.json': {
    may: 'owner-of-file',
    path: ({ receipt }) => `/account/receipts/${receipt}/later.json`,
  },
  '/account/receipts/[id].json': { may: 'owner-of-file', path: ({ receipt }) => `/account/receipts/${receipt}.json` },
  '/account/requests': { may: 'signed-in', path: '/account/requests/' },
  '/account/reset': { may: 'anyone', path: '/account/reset/' },
  '/account/reset/[token]': { may: 'link-holder', path: `/account/reset/${token}/` },
  '/account/reset/sent/[token]': { may: 'anyone', path: '/account/reset/sent/unknown/' },
  '/account/second-factor': { may: 'recently-signed-in', path: '/account/second-factor/' },
  '/account/second-factor/codes': { may: 'signed-in', path: '/account/second-factor/codes/' },
  '/account/second-factor/end': { may: 'signed-in', path: '/account/second-factor/end/' },
  '/account/objections': { may: 'signed-in', path: '/account/objections/' },
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
  '/desk': { may: 'staff', path: '/desk/' },
  '/desk/acts': { may: 'approving-staff', path: '/desk/acts/' },
  '/desk/figures': { may: 'staff', path: '/desk/figures/' },
  '/desk/figures/[year].csv': { may: 'staff-file', path: '/desk/figures/2026.csv' },
  '/desk/log': { may: 'approving-staff', path: '/desk/log/' },
  '/desk/mail': { may: 'staff', path: '/desk/mail/' },
  '/desk/mail/[id]': { may: 'staff-of', path: '/desk/mail/unknown/' },
  '/desk/notices': { may: 'staff', path: '/desk/notices/' },
  '/desk/notices/person': { may: 'staff', path: '/desk/notices/person/' },
  '/desk/notices/objections': { may: 'staff', path: '/desk/notices/objections/' },
  '/desk/notices/objections/[id]': { may: 'staff-of', path: '/desk/notices/objections/unknown/' },
  '/desk/notices/[id]': { may: 'staff-of', path: '/desk/notices/1/' },
  '/desk/notices/[id]/mail/[reason].html': { may: 'staff-of', path: '/desk/notices/1/mail/account.html' },
  '/desk/notices/[id]/proof': { may: 'staff-of', path: '/desk/notices/1/proof/' },
  '/desk/notices/[id]/proof.csv': { may: 'staff-of', path: '/desk/notices/1/proof.csv' },
  '/desk/notices/[id]/unreached': { may: 'staff-of', path: '/desk/notices/1/unreached/' },
  '/desk/regimes': { may: 'staff', path: '/desk/regimes/' },
  '/requests/signal': { may: 'anyone', path: '/requests/signal/' },
  '/requests/figures': { may: 'anyone', path: '/requests/figures/' },
  '/desk/hand-over/[reference]': { may: 'staff-of', path: '/desk/hand-over/WT-7F3K-92QD/' },
  '/desk/same-address/[reference]': { may: 'staff-of', path: '/desk/same-address/WT-7F3K-92QD/' },
  '/desk/requests/[reference]/deletion': { may: 'staff-of', path: '/desk/requests/WT-7F3K-92QD/deletion/' },
  '/desk/requests/[reference]/package': { may: 'staff-of', path: '/desk/requests/WT-7F3K-92QD/package/' },
  '/desk/requests/[reference]/package/files/[at]': {
    may: 'staff-of',
    path: '/desk/requests/WT-7F3K-92QD/package/files/0/',
  },
  '/desk/systems': { may: 'approving-staff', path: '/desk/systems/' },
  '/desk/requests/[reference]': { may: 'staff-of', path: '/desk/requests/WT-7F3K-92QD/' },
  '/desk/requests/[reference]/[act]': { may: 'staff-of', path: '/desk/requests/WT-7F3K-92QD/answer/' },
  '/desk/requests/[reference]/files/[file]': { may: 'staff-of', path: '/desk/requests/WT-7F3K-92QD/files/unknown/' },
  '/desk/search': { may: 'staff', path: '/desk/search/' },
  '/desk/invitation/[token]': { may: 'link-holder', path: `/desk/invitation/${token}/` },
  '/desk/sign-in': { may: 'anyone', path: '/desk/sign-in/' },
  '/desk/sign-out': { may: 'anyone', path: '/desk/sign-out/' },
  '/ledger-head.json': { may: 'anyone', path: '/ledger-head.json' },
  '/mailbox': { may: 'this-machine', path: '/mailbox/' },
  '/mailbox/[id]': { may: 'this-machine', path: '/mailbox/unknown/' },
  '/mailbox/[id].eml': { may: 'this-machine', path: '/mailbox/unknown.eml' },
  '/requests/permission/[token]': { may: 'link-holder', path: `/requests/permission/${token}/` },
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
  '/requests/[reference]/[token]/withdraw': {
    may: 'link-holder',
    path: `/requests/WT-7F3K-92QD/${token}/withdraw/`,
  },
  '/requests/[reference]/[token]/appeal': { may: 'link-holder', path: `/requests/WT-7F3K-92QD/${token}/appeal/` },
  '/requests/[reference]/[token]/complain': { may: 'link-holder', path: `/requests/WT-7F3K-92QD/${token}/complain/` },
  '/requests/[reference]/[token]/due.ics': { may: 'link-holder', path: `/requests/WT-7F3K-92QD/${token}/due.ics` },
  '/requests/[reference]/[token]/answer/[file]': {
    may: 'link-holder',
    path: `/requests/WT-7F3K-92QD/${token}/answer/019a0000-0000-7000-8000-000000000000/`,
  },
  '/requests/business/[reference]/[token]': {
    may: 'link-holder',
    path: `/requests/business/WT-7F3K-92QD/${token}/`,
  },
  '/requests/find': { may: 'anyone', path: '/requests/find/' },
  '/requests/[reference]/[token]/files/[file]': {
    may: 'link-holder',
    path: `/requests/WT-7F3K-92QD/${token}/files/019a0000-0000-7000-8000-000000000000/`,
  },
  '/requests/confirm/[token]': { may: 'link-holder', path: `/requests/confirm/${token}/` },
  '/search': { may: 'anyone', path: '/search/' },
  '/updates': { may: 'anyone', path: '/updates/' },
  '/updates/archive': { may: 'anyone', path: '/updates/archive/' },
  '/updates/archive/[id]': { may: 'anyone-of', path: '/updates/archive/1/' },
  '/updates/objection/[version]/[token]': { may: 'link-holder', path: `/updates/objection/2026-12-01/${token}/` },
  '/updates/confirm/[token]': { may: 'link-holder', path: `/updates/confirm/${token}/` },
  '/updates/preferences/[token]': { may: 'link-holder', path: `/updates/preferences/${token}/` },
  '/updates/receipts/[token]': { may: 'link-holder', path: `/updates/receipts/${token}/` },
  '/updates/receipts/[token]/[id].json': { may: 'link-holder', path: `/updates/receipts/${token}/${token}.json` },
  '/updates/receipts/[token]/[id]/later.json': {
    may: 'link-holder',
    path: `/updates/receipts/${token}/${token}/later.json`,
  },
  '/updates/sent/[token]': { may: 'anyone', path: '/updates/sent/unknown/' },
  '/updates/unsubscribe/[token]': { may: 'link-holder', path: `/updates/unsubscribe/${token}/` },
  '/[...document]/compare': { may: 'anyone', path: '/dpa/compare/' },
  '/[...document]/compare/[a]/[b]/[file].docx': {
    may: 'anyone',
    path: '/dpa/compare/2026-11-23/2026-11-23/dpa-2026-11-23-to-2026-11-23.docx',
  },
  '/[...document]/compare/[a]/[b]': { may: 'anyone', path: '/dpa/compare/2026-11-23/current/' },
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
