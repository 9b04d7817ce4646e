import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { IntegrationResolvedRoute } from 'astro';
import { reservedNames, routes } from '../library/model/routes.ts';
import { slugPattern } from '../library/model/shapes.ts';

type Route = Pick<IntegrationResolvedRoute, 'pattern' | 'patternRegex' | 'params'>;

/**
 * What the library says of the site's addresses and Astro does not: the library checks texts where there is no Astro,
 * and so keeps lists of its own.
 */
export function contradictedRoutes(resolved: readonly Route[], publicDir: string): string[] {
  const fixed = resolved.filter(({ params }) => params.length === 0);
  const unanswered = routes.filter(
    (path) => !fixed.some(({ patternRegex }) => patternRegex.test(path)) && !existsSync(join(publicDir, path)),
  );
  const firstParts = resolved.map(({ pattern }) => pattern.split('/')[1] ?? '');
  const unreserved = firstParts.filter((name) => slugPattern.test(name) && !reservedNames.has(name));
  return [
    ...unanswered.map((path) => `${path} is among the addresses to which a text may link, and no page answers it.`),
    ...[...new Set(unreserved)].map((name) => `A document could be named "${name}", which is a name of the site.`),
  ];
}
