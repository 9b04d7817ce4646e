import { expect, test } from 'vitest';
import { isLastUpdated, lastUpdated } from '../../src/library/model/last-updated.ts';
import { openLibrary } from '../../src/library/model/library.ts';
import { warn } from '../../src/library/review/check-warnings.ts';
import { scratchLibrary } from '../support/library.ts';

test.each([
  ['Last updated: April 23, 2026', '2026-04-23'],
  ['Last updated on 1 December 2026.', '2026-12-01'],
  ['Last modified: 2026-12-01', '2026-12-01'],
  ['Stand: 3. März 2026', '2026-03-03'],
  ['Stand: 03.04.2026', '2026-04-03'],
  ['Zuletzt aktualisiert am 31. Dezember 2026', '2026-12-31'],
  ['Dernière mise à jour : 1er décembre 2026', '2026-12-01'],
  ['Mise à jour le 3 août 2026', '2026-08-03'],
  ['Stand: 31. Februar 2026', null],
  ['Last updated: Brumaire 18, 1799', null],
])('“%s” names its day', (written, day) => {
  expect(lastUpdated(`A text.\n\n${written}\n\nMore.`)).toBe(day);
  expect(isLastUpdated(written)).toBe(true);
});

test('a line that says more is a statement', () => {
  expect(isLastUpdated('Last updated: April 23, 2026 by counsel')).toBe(false);
  expect(isLastUpdated('We last updated this on April 23, 2026')).toBe(false);
});

test('a version whose text names another day than its own is told, and stops nothing', () => {
  using library = scratchLibrary();
  const told = () => warn(openLibrary(library.root), '2026-12-01').filter(({ file }) => /privacy\/2026/.test(file));
  expect(told()).toEqual([]);

  library.edit('privacy/2026-04-23.mdx', 'Last updated: April 23, 2026', 'Last updated: May 1, 2024');
  expect(told()).toMatchObject([
    {
      file: 'privacy/2026-04-23.mdx',
      problem: 'The text says that it was last updated on May 1, 2024, and was published on April 23, 2026.',
      remedy: expect.stringContaining('close its pull request, or take back its file and its line of the chain'),
    },
  ]);
});
