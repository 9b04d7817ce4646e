import type { Scope } from './shapes.ts';

/** What a proof speaks of. */
export const scopeNames: Record<Scope, string> = {
  'this-site': 'this site',
  'web-app': 'the web app',
  vendor: 'a provider',
  company: 'the people of the company',
};
