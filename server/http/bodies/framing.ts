import type { IncomingMessage } from 'node:http';

/** Whether two programs would agree whom a request is for and where it ends (RFC 9112, sections 3.2 and 6.1). */
export function isUnambiguous({ rawHeaders, headers, httpVersion }: IncomingMessage): boolean {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  if (hosts !== 1) return false;

  const coding = headers['transfer-encoding'];
  return coding === undefined || (httpVersion === '1.1' && coding.toLowerCase() === 'chunked');
}

/** Without a word about its length, a request has no body, and nothing of one ever arrives. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || announcedSize(headers) > 0;
}

/** Believed only when it is too much; what comes is counted all the same. */
export function announcedSize(headers: IncomingMessage['headers']): number {
  return Number(headers['content-length'] ?? 0);
}
