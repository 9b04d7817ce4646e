import type { AstroGlobal } from 'astro';
import type { Opened, Session, Visitor } from '../../server/accounts/sessions/sessions.ts';
import type { Entered } from '../../server/accounts/sessions/sign-in.ts';
import type { Role } from '../../server/desk/kinds.ts';
import type { DeskVisitor, Staff } from '../../server/desk/staff/sessions.ts';
import { sendOn, unsaved } from './unsaved.ts';

type Page = Pick<AstroGlobal, 'locals' | 'request' | 'url'>;

export function visitorOf({ locals, request }: Page): Visitor {
  const { client, session } = locals;
  return { address: client.address, agent: request.headers.get('user-agent') ?? '', session };
}

export function deskVisitorOf(page: Page): DeskVisitor {
  return { ...visitorOf(page), staff: page.locals.staff };
}

/** Who of the staff is signed in and has the role, or what is said instead: `if (staff instanceof Response) return staff;` */
export function staffWith(role: Role): (page: Page) => Staff | Response {
  return (page) => {
    const { staff } = page.locals;
    if (!staff) return signInFirst(page);
    // As if there were no such page: nobody is told what others may.
    return staff.roles.includes(role) ? staff : new Response(null, { status: 404 });
  };
}

/** The session, or where to sign in first: `if (session instanceof Response) return session;` */
export function signedIn(page: Page): Session | Response {
  return page.locals.session ?? signInFirst(page);
}

/** For whoever was signed out meanwhile, on another device or by another form. What a form brought comes along. */
export function signInFirst(page: Page): Response {
  return askFirst(page, isDesk(page) ? '/desk/sign-in/' : '/account/sign-in/');
}

/** The same where the password has to be given again. */
export function confirmFirst(page: Page): Response {
  return askFirst(page, '/account/confirm-password/');
}

/** The same for a sensitive act: it asks for the password again when the last time is over ten minutes ago. */
export function recentlySignedIn(page: Page): Session | Response {
  const session = signedIn(page);
  return session instanceof Response || session.isFresh ? session : confirmFirst(page);
}

/** Where somebody was going who had to sign in first; only ever a page of this site. */
export function nextOf({ url }: Page): string | null {
  const next = url.searchParams.get('next') ?? '';
  return next.length <= 500 && /^\/([\w.~-]+\/)*(\?[\w.~=&%-]*)?$/.test(next) ? next : null;
}

/** The same at the desk: nowhere else. */
export function deskNextOf(page: Page): string {
  const next = nextOf(page);
  return next?.startsWith('/desk/') ? next : '/desk/';
}

export function withNext(path: string, next: string | null): string {
  return next ? `${path}?next=${encodeURIComponent(next)}` : path;
}

/** Goes on, with the cookie of a session that has begun or ended. */
export function seeOther(to: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(null, { status: 303, headers: { Location: to, 'Cache-Control': 'no-store', ...headers } });
}

/** From a right password to the account, or to the code of the second factor. */
export function enteredWith(entered: Entered, next: string | null, goOn = seeOther): Response {
  if (entered.step === 'second-factor') return goOn(withNext(`/account/sign-in/code/${entered.token}/`, next));
  return goOn(withNext('/account/arrive/', next), { 'Set-Cookie': entered.cookie });
}

/** Goes on as nobody: the session is over, of an account or of the desk. */
export function signedOut({ locals }: Page, to: string): Response {
  // Not "cookies": that would sign the person out of every site of this domain, the web app among them.
  const headers = { 'Set-Cookie': locals.services.accounts.endedCookie(), 'Clear-Site-Data': '"cache", "storage"' };
  return seeOther(to, headers);
}

/** Has what is shown on this page stand in a session under its new token, and gives the browser the cookie. */
export function renewSession({ locals, response }: Page & Pick<AstroGlobal, 'response'>, opened: Opened): void {
  response.headers.set('Set-Cookie', opened.cookie);
  locals.session = opened.session;
}

function askFirst(page: Page, path: string): Response {
  const to = withNext(path, addressOf(page));
  return page.request.method === 'POST' ? sendOn(`${to}${to.includes('?') ? '&' : '?'}${unsaved}`) : seeOther(to);
}

/** Null for the first page of an account or of the desk, where everybody arrives who signs in. */
function addressOf({ url }: Page): string | null {
  const address = url.pathname + url.search;
  return address === '/account/' || address === '/desk/' ? null : address;
}

function isDesk({ url }: Page): boolean {
  return url.pathname.startsWith('/desk/');
}
