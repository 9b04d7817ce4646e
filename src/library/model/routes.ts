// Both are held to the routes that Astro finds, whenever it builds (src/site/routes.ts).

/** Addresses of this site beside those of documents, to which a text may link. */
export const routes: readonly string[] = [
  '/',
  '/requests/',
  '/requests/new/',
  '/updates/',
  '/search/',
  '/promises/',
  '/purposes/',
  '/documents.json',
  '/documents.schema.json',
  '/feed.xml',
  '/feed.json',
  '/llms.txt',
  '/sitemap.xml',
  '/ledger-head.json',
  '/subprocessors.json',
  '/subprocessors.csv',
  '/.well-known/security.txt',
  '/.well-known/gpc.json',
];

/** First parts of addresses that are the site's own, now or as planned, and folders of content/ that hold no document. */
export const reservedNames: ReadonlySet<string> = new Set([
  ...[
    'account',
    'api',
    'desk',
    'documents',
    'feed',
    'healthz',
    'ledger-head',
    'llms',
    'mailbox',
    'metrics',
    'pagefind',
    'promises',
  ],
  ...[
    'readyz',
    'requests',
    'robots',
    'search',
    'sitemap',
    'updates',
    'mail',
    'purposes',
    '404',
    '500',
    'error',
    'hooks',
  ],
]);
