import { createHash } from 'node:crypto';

/** Names and values in turn, as `writeHead` takes them fastest. */
export type FlatHeaders = readonly string[];

export interface SecurityHeaders {
  readonly page: FlatHeaders;
  /** The search alone runs WebAssembly: Pagefind's index. */
  readonly search: FlatHeaders;
  /** What is saved and never shown. Whoever opens it here all the same sees nothing run. */
  readonly download: FlatHeaders;
  /** A mail as a program shows it, which dresses each element by itself. Nothing runs there, and nothing is fetched. */
  readonly mail: FlatHeaders;
}

const twoYears = 63_072_000;

// Only names that Chromium knows: it complains of each other one on the console of every page.
const features = [
  'accelerometer',
  'autoplay',
  'camera',
  'clipboard-read',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'gamepad',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'screen-wake-lock',
  'serial',
  'storage-access',
  'usb',
  'window-management',
  'xr-spatial-tracking',
];

/**
 * What goes with every answer, whatever it is. On plain http, HSTS and `upgrade-insecure-requests` would make the
 * browser send forms to https, where nobody listens.
 */
export function securityHeaders(site: { origin: string; styleDigests: readonly string[] }): SecurityHeaders {
  const isSecure = site.origin.startsWith('https:');
  const styles = ["'self'", ...site.styleDigests.map((digest) => `'${digest}'`)].join(' ');

  const saved = ["default-src 'none'", "form-action 'none'", "base-uri 'none'", "frame-ancestors 'none'", 'sandbox'];

  return {
    page: headersWith(policyWith("'self'")),
    search: headersWith(policyWith("'self' 'wasm-unsafe-eval'")),
    download: headersWith(saved.join('; ')),
    mail: headersWith([...saved, "style-src-attr 'unsafe-inline'"].join('; ')),
  };

  function policyWith(scripts: string): string {
    return [
      "default-src 'none'",
      `script-src ${scripts}`,
      `style-src ${styles}`,
      "img-src 'self'",
      "font-src 'self'",
      "connect-src 'self'",
      "worker-src 'self'",
      "form-action 'self'",
      "base-uri 'none'",
      "object-src 'none'",
      "frame-ancestors 'none'",
      ...(isSecure ? ['upgrade-insecure-requests'] : []),
    ].join('; ');
  }

  function headersWith(policy: string): FlatHeaders {
    return [
      ...['Content-Security-Policy', policy],
      ...(isSecure ? ['Strict-Transport-Security', `max-age=${twoYears}; includeSubDomains`] : []),
      ...['X-Content-Type-Options', 'nosniff'],
      // Not no-referrer: Chromium would post `Origin: null`, and our own forms would be refused.
      ...['Referrer-Policy', 'same-origin'],
      ...['Cross-Origin-Opener-Policy', 'same-origin'],
      ...['Cross-Origin-Embedder-Policy', 'require-corp'],
      ...['Cross-Origin-Resource-Policy', 'same-origin'],
      ...['Permissions-Policy', features.map((feature) => `${feature}=()`).join(', ')],
      ...['X-Frame-Options', 'DENY'],
    ];
  }
}

/** The digests of the style sheets that are written into these pages. */
export function styleDigests(html: string): string[] {
  const sheets = [...html.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map(([, sheet]) => sheet ?? '');
  return [...new Set(sheets)].map((sheet) => `sha256-${createHash('sha256').update(sheet).digest('base64')}`);
}
