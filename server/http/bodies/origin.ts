import type { IncomingHttpHeaders } from 'node:http';

/**
 * The only posts that need no page of ours to come from. RFC 8058 has the mailbox provider send a bare post: no
 * Origin, no cookies; the token in the address is the authority, and nothing else can be said in it.
 */
const oneClickPaths: readonly RegExp[] = [/^\/updates\/unsubscribe\/[^/]+\/?$/];

export function isOneClickPath(path: string): boolean {
  return oneClickPaths.some((pattern) => pattern.test(path));
}

/**
 * Where a form comes from. Browsers write `Origin` and `Sec-Fetch-Site` themselves, and no script can; text browsers
 * write neither, but most of them `Referer`. A foreign word of any of the three is never made good by another.
 */
export function sourceOf(headers: IncomingHttpHeaders, siteOrigin: string): 'site' | 'elsewhere' | 'unsaid' {
  const { origin, 'sec-fetch-site': site, referer } = headers;
  const isFromSite =
    origin !== undefined
      ? origin === siteOrigin
      : site !== undefined
        ? site === 'same-origin'
        : referer !== undefined && URL.parse(referer)?.origin === siteOrigin;
  if (isFromSite) return 'site';
  return origin === undefined && site === undefined && referer === undefined ? 'unsaid' : 'elsewhere';
}

const urlencoded = 'application/x-www-form-urlencoded';

/**
 * Reads the one thing that a one-click post may say. Senders put a line end after it, and some leave out of which type
 * it is.
 */
export async function isOneClick(body: Uint8Array<ArrayBuffer>, contentType = urlencoded): Promise<boolean> {
  try {
    const form = await new Response(body, { headers: { 'Content-Type': contentType } }).formData();
    const [field, ...others] = form.entries();
    const [name, value] = field ?? [];
    return others.length === 0 && name === 'List-Unsubscribe' && String(value).trimEnd() === 'One-Click';
  } catch {
    return false;
  }
}

export const oneClickForm = 'List-Unsubscribe=One-Click';
