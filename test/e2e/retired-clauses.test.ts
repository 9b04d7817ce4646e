import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { publish } from '../../src/library/publishing/publish.ts';
import { stopClock } from '../support/services.ts';
import { openBuilt } from './support/built.ts';
import { copySite } from './support/site.ts';

test.use({ javaScriptEnabled: false });
const [had, has] = ['2026-11-25', '2026-11-26'];

test('whoever follows an old link finds where its clause was last, however many clauses are gone', async ({ page }) => {
  await using site = await copySite();
  await drop('security', 6);
  await drop('subprocessors', 2);
  await site.build({ TODAY: has });
  const clock = stopClock(`${has}T12:00:00Z`);
  await using server = await openBuilt(join(site.folder, 'dist'), clock, { timeZone: 'UTC' });
  const gone = (at: number) => page.getByText(`The clause “Ornithopter ${at}” is no longer part of this document.`);
  const several = page.getByText('6 clauses of earlier versions are no longer part of this document.');

  // Of few, each is named.
  await page.goto(`${server.origin}/subprocessors/`);
  await expect(gone(1)).toBeVisible();
  await expect(gone(2)).toBeVisible();

  // Of many, the one that was asked for.
  await page.goto(`${server.origin}/security/`);
  await expect(several).toBeVisible();
  for (const at of [1, 2, 3, 4, 5, 6]) await expect(gone(at)).toBeHidden();
  await page.goto(`${server.origin}/security/#ornithopter-4`);
  await expect(gone(4)).toBeVisible();
  await expect(gone(4)).toBeInViewport();
  await expect(gone(3)).toBeHidden();
  await expect(several).toBeVisible();
  await gone(4)
    .getByRole('link', { name: `version ${had}` })
    .click();
  await expect(page).toHaveURL(`${server.origin}/security/${had}/#ornithopter-4`);
  await expect(page.getByRole('heading', { name: 'Ornithopter 4' })).toBeInViewport();

  /** Publishes clauses, and then the text without them. */
  async function drop(document: string, count: number): Promise<void> {
    const content = join(site.folder, 'content');
    const file = (name: string) => join(content, document, name);
    const numbers = Array.from({ length: count }, (_, at) => at + 1);
    const text = await readFile(file('draft.mdx'), 'utf8');
    const described = (await readFile(file('document.yaml'), 'utf8')).replace(/^noticeDays: .*$/m, 'noticeDays: 0');
    const clauses = numbers.map((at) => `\n## Ornithopter ${at} [#ornithopter-${at}]\n\nIt flies.\n`);
    await record(`${text}${clauses.join('')}`, described, had);
    const retired = numbers.map((at) => `  - ornithopter-${at}\n`);
    await record(text, `${described}retired:\n${retired.join('')}`, has);

    async function record(draft: string, description: string, today: string): Promise<void> {
      await writeFile(file('draft.mdx'), draft);
      await writeFile(file('document.yaml'), description);
      const approvedBy = { name: 'Grace Hopper', capacity: 'General Counsel' };
      const said = { document, summary: 'A change.', approvedBy, class: 'notice' as const, effectiveOn: null };
      expect(publish(content, said, today)).toMatchObject({ ok: true });
    }
  }
});
