import { basename } from 'node:path';
import { lookup } from 'mrmime';

/** What no table says by the extension alone, or not as its standard does. */
const own: Record<string, string> = {
  'feed.json': 'application/feed+json',
  'feed.xml': 'application/atom+xml',
  'favicon.ico': 'image/x-icon',
};

export function contentType(file: string): string {
  const name = basename(file);
  const type =
    own[name] ?? (name.endsWith('.jsonl') ? 'application/jsonl' : lookup(name)) ?? 'application/octet-stream';
  return isText(type) ? `${type}; charset=utf-8` : type;
}

export function isCompressible(type: string): boolean {
  return type.includes('charset=') || type === 'application/wasm';
}

function isText(type: string): boolean {
  return /^text\/|[/+](json|jsonl|xml)$/.test(type);
}
