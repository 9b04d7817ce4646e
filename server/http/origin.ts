import type { IncomingHttpHeaders } from 'node:http';

/**
 * The only posts that need no page of ours to come from. RFC 8058 has the mailbox provider send a bare post: no
 * Origin, no cookies; the token in the address is the authority, and nothing else can be said in it.
 */
export const oneClickPaths: readonly RegExp[] = [/^\/updates\/unsubscribe\/[^/]+\/?$/];

export function isOneClickPath(path: string): boolean {
  return oneClickPaths.some((pattern) => pattern.test(path));
}

/** Whether a form was sent by a page of this site. Browsers write both headers themselves; no script can. */
export function isFromSite({ origin, 'sec-fetch-site': site }: IncomingHttpHeaders, siteOrigin: string): boolean {
  if (origin !== undefined) return origin === siteOrigin;
  return site === 'same-origin';
}

/** Reads the one thing that a one-click post may say. */
export async function isOneClick(body: Uint8Array<ArrayBuffer>, contentType: string): Promise<boolean> {
  try {
    const form = await new Response(body, { headers: { 'Content-Type': contentType } }).formData();
    const fields = [...form.entries()];
    return fields.length === 1 && fields[0]?.[0] === 'List-Unsubscribe' && fields[0][1] === 'One-Click';
  } catch {
    return false;
  }
}

export const oneClickForm = 'List-Unsubscribe=One-Click';
