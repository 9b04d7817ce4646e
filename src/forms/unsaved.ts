import type { AstroGlobal } from 'astro';

type Page = Pick<AstroGlobal, 'locals' | 'request' | 'url'>;

/** The field in which what somebody typed passes through signing in, and the mark of an address that it comes to. */
export const unsaved = 'unsaved';

/** What is neither carried nor shown again. */
export const secrets: ReadonlySet<string> = new Set([
  ...['stamp', 'password', 'current', 'code', 'codes', 'secret'],
  unsaved,
]);

/** What was sent to a page of an account. */
interface Sent {
  /** To act upon. */
  readonly form: FormData | null;
  /** To show again. */
  readonly typed: FormData | null;
}

/** A form that comes back from signing in is shown again, and not acted upon: somebody else may have signed in. */
export async function sentTo({ locals, request }: Page): Promise<Sent> {
  if (request.method !== 'POST') return { form: null, typed: null };
  const form = await request.formData();
  const before = form.get(unsaved);
  if (before === null) return { form, typed: form };
  locals.isUnsaved = true;
  const typed = new FormData();
  for (const [name, value] of new URLSearchParams(String(before))) typed.append(name, value);
  return { form: null, typed };
}

/**
 * What was sent to a page that asks somebody who they are: its own form, known by a field of its own, or another page's
 * that could not be taken, as the text that the own form carries along. Passwords are not carried.
 */
export async function askedAt(
  { request, url }: Page,
  own: string,
): Promise<{ readonly form: FormData | null; readonly unsaved: string | null }> {
  if (request.method !== 'POST') return { form: null, unsaved: null };
  const form = await request.formData();
  const before = form.get(unsaved);
  form.delete(unsaved);
  if (before !== null) return { form: form.has(own) ? form : null, unsaved: String(before) };
  return url.searchParams.has(unsaved) ? { form: null, unsaved: textOf(form) } : { form, unsaved: null };
}

/**
 * Where the mark comes without a form, from a link or a reload: the same page without it. Else the page's own form would
 * be sent on, with its password, to whatever page the link names, which may act upon it unseen.
 */
export function withoutMark({ request, url }: Pick<Page, 'request' | 'url'>): Response | null {
  if (request.method === 'POST' || !url.searchParams.has(unsaved)) return null;
  const to = new URL(url);
  to.searchParams.delete(unsaved);
  return new Response(null, {
    status: 303,
    // Two strokes would name a host.
    headers: { Location: to.pathname.replace(/^\/+/, '/') + to.search, 'Cache-Control': 'no-store' },
  });
}

/** Goes on with the same body, so that what somebody typed stands in no address. */
export function sendOn(to: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(null, { status: 307, headers: { Location: to, 'Cache-Control': 'no-store', ...headers } });
}

/** As a form is sent, but for the letters beyond ASCII: each would be escaped twice on its way, to 15 bytes in some scripts. */
function textOf(form: FormData): string {
  const typed = [...form].flatMap(([name, value]) =>
    typeof value === 'string' && !secrets.has(name) ? [`${escaped(name)}=${escaped(value)}`] : [],
  );
  return typed.join('&');
}

function escaped(text: string): string {
  return text.replaceAll(/[%&=+\r\n]/g, encodeURIComponent);
}
