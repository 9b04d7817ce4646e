import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { productPromises } from '../../src/library/promises/product.ts';
import { stopClock } from '../support/services.ts';
import { openBuilt } from './support/built.ts';
import { copySite } from './support/site.ts';

const built = '2026-11-28';
const documents = ['privacy', 'dpa', 'security', 'subprocessors'];

test.describe.configure({ mode: 'serial' });

let site: Awaited<ReturnType<typeof copySite>>;

/** As if every test had passed, and somebody had attested that no card number is seen, until the end of the year. */
test.beforeAll(async () => {
  site = await copySite();
  const promises = Object.fromEntries(Object.keys(productPromises).map((id) => [id, { tests: ['a test'] }]));
  const proofs = { at: `${built}T12:00:00.000Z`, commit: 'abc', isClean: true, promises };
  await writeFile(join(site.folder, 'proofs.json'), JSON.stringify(proofs));
  const file = join(site.folder, 'content', 'promises', 'card-numbers.yaml');
  const [quotes = ''] = (await readFile(file, 'utf8')).split('proof:');
  const wordings = [...quotes.matchAll(/(?:sentence: |^ {6}- )(.+)$/gm)].map(([, wording]) => `      - ${wording}\n`);
  await writeFile(
    file,
    `${quotes}proof:\n  attested: { owner: Ada Lovelace, says: Stripe takes them., evidence: Seen., on: "2026-11-01", expires: "2026-12-31" }\n`,
  );
  await appendFile(file, `confirmed:\n  - by: Ada Lovelace\n    on: "2026-11-01"\n    wordings:\n${wordings.join('')}`);
  await site.build({ TODAY: built });
});

test.afterAll(async () => {
  await site[Symbol.asyncDispose]();
});

for (const width of [768, 1280]) {
  test(`each note stands within its own block, on a page that is ${width} wide`, async ({ page }) => {
    await using server = await openBuilt(join(site.folder, 'dist'), stopClock(`${built}T12:00:00Z`));
    await page.setViewportSize({ width, height: 900 });
    let count = 0;
    for (const name of documents) {
      await page.goto(`${server.origin}/${name}/`);
      const notes = await page.locator('.proof').evaluateAll((notes) =>
        notes.map((note) => {
          const block = (note.closest('.kept') ?? note.closest('td') ?? document.body).getBoundingClientRect();
          const words = note.previousElementSibling?.getBoundingClientRect();
          const box = note.getBoundingClientRect();
          return {
            name: note.getAttribute('aria-label'),
            isWithin: box.height > 0 && box.top >= block.top - 1 && box.bottom <= block.bottom + 1,
            isOnPage: box.left >= 0 && box.right <= document.documentElement.clientWidth,
            isBeside: words !== undefined && box.left >= words.right && box.top < words.bottom,
          };
        }),
      );
      for (const note of notes) {
        expect(note, `${name}: ${note.name}`).toMatchObject({ isWithin: true, isOnPage: true });
        if (width > 1200) expect(note.isBeside, `${name}: ${note.name}`).toBe(true);
      }
      expect(new Set(notes.map(({ name }) => name)).size, name).toBe(notes.length);
      await expect(page.locator('.proofs')).toBeHidden();
      count += notes.length;
    }
    expect(count).toBeGreaterThan(20);
  });
}

test('on a phone one line at the top says how many there are, and leads to them', async ({ page }) => {
  await using server = await openBuilt(join(site.folder, 'dist'), stopClock(`${built}T12:00:00Z`));
  await page.setViewportSize({ width: 360, height: 800 });
  for (const document of documents) {
    await page.goto(`${server.origin}/${document}/`);
    const notes = page.locator('.proof');
    expect(await notes.evaluateAll((notes) => notes.every((note) => note.getClientRects().length === 0))).toBe(true);
    const line = page.getByRole('link', { name: `${await notes.count()} passages of this text have a proof` });
    await line.click();
    expect(page.url()).toMatch(/\/promises\/#in-[a-z]+$/);
    await expect(page.locator(':target')).toBeVisible();
  }
});

test('the list of promises fits a few screens of a phone, and a proof stands open for whoever followed a link to it', async ({
  page,
}) => {
  await using server = await openBuilt(join(site.folder, 'dist'), stopClock(`${built}T12:00:00Z`));
  await page.setViewportSize({ width: 360, height: 800 });
  await page.goto(`${server.origin}/promises/`);
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(6 * 800);
  const shown = page.getByText('It finds no cookie at all');
  await expect(shown).toBeHidden();
  await page.getByText('Session cookie', { exact: true }).click();
  await expect(shown).toBeVisible();

  await page.goto(`${server.origin}/security/`);
  await page.goto(`${server.origin}/promises/#session-cookie`);
  await expect(shown).toBeVisible();
});

test('nothing is noted on paper', async ({ page }) => {
  await using server = await openBuilt(join(site.folder, 'dist'), stopClock(`${built}T12:00:00Z`));
  await page.emulateMedia({ media: 'print' });
  await page.goto(`${server.origin}/security/`);
  await expect(page.locator('.proof').first()).toBeHidden();
  await expect(page.locator('.proofs')).toBeHidden();
});

test('an attestation leaves the list and the document at the end of its last day, without a build', async ({
  page,
}) => {
  const clock = stopClock('2026-12-31T12:00:00Z');
  await using server = await openBuilt(join(site.folder, 'dist'), clock);
  const attested = page.locator('[aria-label*="attested" i]');

  await page.goto(`${server.origin}/security/`);
  await expect(attested.first()).toBeAttached();
  await page.goto(`${server.origin}/promises/#card-numbers`);
  await expect(page.getByText('What is attested: Stripe takes them.')).toBeVisible();

  clock.set('2027-01-01T12:00:00Z');
  await page.goto(`${server.origin}/promises/`);
  await expect(page.locator('#session-cookie')).toBeVisible();
  await expect(page.getByText('What is attested')).toHaveCount(0);
  await page.goto(`${server.origin}/security/`);
  await expect(page.locator('.proof').first()).toBeAttached();
  await expect(attested).toHaveCount(0);
});
