import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Compressed, Encoding } from '../encoding.ts';
import { chooseEncoding } from '../encoding.ts';
import { namesTag } from '../etag.ts';
import type { FlatHeaders } from '../headers.ts';

/** A file in one encoding, with its headers as they are sent. */
interface Variant {
  readonly body: Buffer;
  readonly etag: string;
  readonly headers: FlatHeaders;
  readonly unchangedHeaders: FlatHeaders;
}

export type StoredFile = Readonly<Record<Encoding, Variant>> & { readonly bytes: number };

interface FileFacts {
  readonly type: string;
  readonly cacheControl: string;
  readonly security: FlatHeaders;
}

/** Everything that can be known before anybody asks is worked out here, once. */
export function storeFile(body: Buffer, compressed: Compressed, facts: FileFacts): StoredFile {
  const digest = createHash('sha256').update(body).digest('base64url').slice(0, 22);
  const varies = compressed.br !== null || compressed.gzip !== null;

  const identity = variant(body, null, digest);
  const br = compressed.br ? variant(compressed.br, 'br', `${digest}-br`) : null;
  const gzip = compressed.gzip ? variant(compressed.gzip, 'gzip', `${digest}-gz`) : null;
  return {
    identity,
    br: br ?? gzip ?? identity,
    gzip: gzip ?? identity,
    bytes: body.length + (compressed.br?.length ?? 0) + (compressed.gzip?.length ?? 0),
  };

  function variant(body: Buffer, encoding: string | null, tag: string): Variant {
    const etag = `"${tag}"`;
    const shared = [
      ...['ETag', etag],
      ...['Cache-Control', facts.cacheControl],
      ...(varies ? ['Vary', 'Accept-Encoding'] : []),
      ...facts.security,
    ];
    const headers = [
      ...['Content-Type', facts.type],
      ...['Content-Length', String(body.length)],
      ...(encoding ? ['Content-Encoding', encoding] : []),
      ...shared,
    ];
    return { body, etag, headers, unchangedHeaders: shared };
  }
}

export function sendFile(request: IncomingMessage, response: ServerResponse, file: StoredFile, id: string): void {
  const { headers: asked } = request;
  const variant = file[chooseEncoding(asked['accept-encoding'] as string | undefined)];

  const known = asked['if-none-match'];
  if (known !== undefined && namesTag(known, variant.etag)) {
    response.writeHead(304, [...variant.unchangedHeaders, 'X-Request-Id', id]).end();
  } else {
    response.writeHead(200, [...variant.headers, 'X-Request-Id', id]).end(variant.body);
  }
}
