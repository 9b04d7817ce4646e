import type { AstroGlobal } from 'astro';
import type { Visitor } from '../../../server/accounts/needs.ts';
import type { Session } from '../../../server/accounts/sessions.ts';

type Page = Pick<AstroGlobal, 'locals' | 'request' | 'url'>;

export function visitorOf({ locals, request }: Page): Visitor {
  return { address: locals.client.address, agent: request.headers.get('user-agent') ?? '' };
}

/** The session, or where to sign in first: `if (session instanceof Response) return session;` */
export function signedIn(page: Page): Session | Response {
  return page.locals.session ?? seeOther(withNext('/account/sign-in/', page.url.pathname + page.url.search));
}

/** The same for a sensitive act: it asks for the password again when the last time is over ten minutes ago. */
export function recentlySignedIn(page: Page): Session | Response {
  const session = signedIn(page);
  if (session instanceof Response || session.isFresh) return session;
  return seeOther(withNext('/account/confirm-password/', page.url.pathname + page.url.search));
}

/** Where somebody was going who had to sign in first; only ever a page of this site. */
export function nextOf({ url }: Page): string | null {
  const next = url.searchParams.get('next') ?? '';
  return next.length <= 500 && /^\/([\w.~-]+\/)*(\?[\w.~=&%-]*)?$/.test(next) ? next : null;
}

export function withNext(path: string, next: string | null): string {
  return next ? `${path}?next=${encodeURIComponent(next)}` : path;
}

/** Goes on, with the cookie of a session that has begun or ended. */
export function seeOther(to: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(null, { status: 303, headers: { Location: to, 'Cache-Control': 'no-store', ...headers } });
}
