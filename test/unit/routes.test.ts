import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { routes } from '../../src/library/model/routes.ts';
import { contradictedRoutes } from '../../src/site/routes.ts';

const route = (pattern: string, params: string[] = []) => ({
  ...{ pattern, params },
  patternRegex: new RegExp(`^${pattern.replace(/\/$/, '').replaceAll('.', '\\.')}\\/?$`),
});
const answered = routes.map((path) => route(path));

test('a text may link to what the site answers, and a document be named like nothing of the site', () => {
  const folder = mkdtempSync(join(tmpdir(), 'public-'));
  try {
    expect(contradictedRoutes([...answered, route('/[...document]/history', ['document'])], folder)).toEqual([]);
    expect(contradictedRoutes(answered.toSpliced(1, 1), folder)).toEqual([
      '/requests/ is among the addresses to which a text may link, and no page answers it.',
    ]);
    expect(contradictedRoutes([...answered, route('/pricing'), route('/pricing/[plan]', ['plan'])], folder)).toEqual([
      'A document could be named "pricing", which is a name of the site.',
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
