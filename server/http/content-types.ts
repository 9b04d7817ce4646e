import { basename, extname } from 'node:path';

const byExtension: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.gif': 'image/gif',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.jsonl': 'application/jsonl; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml; charset=utf-8',
};

const byName: Record<string, string> = {
  'feed.json': 'application/feed+json; charset=utf-8',
  'feed.xml': 'application/atom+xml; charset=utf-8',
};

export function contentType(file: string): string {
  return byName[basename(file)] ?? byExtension[extname(file)] ?? 'application/octet-stream';
}

export function isCompressible(type: string): boolean {
  return type.includes('charset=') || type === 'application/wasm';
}
