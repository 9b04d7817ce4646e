import type { IncomingHttpHeaders } from 'node:http';

/**
 * Scores the headers of an answer over https as the Mozilla HTTP Observatory does: from 100 down for what is
 * missing, and only from 90 on up again for what is more than needed.
 */
export function observatoryScore(headers: IncomingHttpHeaders): number {
  const policy = readPolicy(String(headers['content-security-policy'] ?? ''));
  const cookies = headers['set-cookie'] ?? [];
  const maxAge = Number(/max-age=(\d+)/.exec(headers['strict-transport-security'] ?? '')?.[1] ?? Number.NaN);
  const framing = policy.get('frame-ancestors') ?? ['*'];
  const isFramingRefused = framing.every((source) => source === "'none'" || source === "'self'");

  const penalties = [
    policyModifier(policy),
    Number.isNaN(maxAge) ? -20 : maxAge < 15_768_000 ? -10 : 0,
    headers['x-content-type-options'] === 'nosniff' ? 0 : -5,
    isFramingRefused || /^(deny|sameorigin)$/i.test(String(headers['x-frame-options'] ?? '')) ? 0 : -20,
    cookies.every((cookie) => /;\s*secure/i.test(cookie) && /;\s*httponly/i.test(cookie)) ? 0 : -40,
    headers['access-control-allow-credentials'] === 'true' ? -50 : 0,
    /unsafe-url|^origin|downgrade/.test(String(headers['referrer-policy'] ?? '')) ? -5 : 0,
  ];
  const score = penalties.reduce((sum, modifier) => sum + Math.min(0, modifier), 100);
  if (score < 90) return Math.max(0, score);

  const bonuses = [
    Math.max(0, policyModifier(policy)),
    headers['cross-origin-opener-policy'] === 'same-origin' ? 10 : 0,
    headers['cross-origin-embedder-policy'] === 'require-corp' ? 10 : 0,
    /^same-(origin|site)$/.test(String(headers['cross-origin-resource-policy'] ?? '')) ? 10 : 0,
    /^(no-referrer|same-origin|strict-origin(-when-cross-origin)?)$/.test(String(headers['referrer-policy'] ?? ''))
      ? 5
      : 0,
    isFramingRefused ? 5 : 0,
    cookies.length > 0 && cookies.every((cookie) => /;\s*samesite=(lax|strict)/i.test(cookie)) ? 5 : 0,
  ];
  return bonuses.reduce((sum, bonus) => sum + bonus, score);
}

type Policy = ReadonlyMap<string, readonly string[]>;

function readPolicy(header: string): Policy {
  const directives = header.split(';').map((directive) => directive.trim().split(/\s+/));
  return new Map(directives.map(([name = '', ...sources]) => [name.toLowerCase(), sources]));
}

function policyModifier(policy: Policy): number {
  const sourcesOf = (name: string) => policy.get(name) ?? policy.get('default-src') ?? ['*'];
  const broad = /^(\*|https?:|ftp:|https?:\/\/\*(\.\*)?)$/;
  const isUnsafe = (source: string) => broad.test(source) || source === "'unsafe-inline'" || source === 'data:';

  if (!policy.has('default-src') && !policy.has('script-src')) return -25;
  if (sourcesOf('script-src').some(isUnsafe) || sourcesOf('object-src').some((source) => broad.test(source)))
    return -20;
  if ([...policy.values()].flat().some((source) => source.startsWith('http:'))) return -20;
  if (sourcesOf('script-src').includes("'unsafe-eval'")) return -10;
  if (sourcesOf('style-src').some(isUnsafe)) return 0;
  const isClosed = policy.get('default-src')?.join(' ') === "'none'";
  const formsStay = /^'(none|self)'$/.test(policy.get('form-action')?.join(' ') ?? '*');
  return isClosed && formsStay ? 10 : 5;
}
