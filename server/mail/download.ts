import { isLocalOrigin } from '../config.ts';
import type { ReceivedMail } from './transports/transport.ts';

/** Bytes of a mail that are read: more than anybody's server takes as one. */
const longest = 10 * 1024 ** 2;

/** A mail at an address that the provider has named, for an hour or so: by https, and followed to no other place. */
export async function download(
  url: string,
  { isLocal, timeout }: { isLocal: boolean; timeout: number },
): Promise<ReceivedMail> {
  if (!URL.canParse(url) || !(new URL(url).protocol === 'https:' || (isLocal && isLoopback(url)))) return 'gone';
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeout) });
    if (!response.ok || !response.body) {
      await response.body?.cancel();
      return 'later';
    }
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of response.body) {
      parts.push(part);
      size += part.byteLength;
      if (size >= longest) break;
    }
    return { message: Buffer.concat(parts).subarray(0, longest) };
  } catch {
    return 'later';
  }
}

export function isLoopback(url: string): boolean {
  return isLocalOrigin(new URL(url).origin);
}
