import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { HtmlValidate } from 'html-validate';

const html = new HtmlValidate({
  extends: ['html-validate:standard'],
  // Astro decides how white space and empty elements are written.
  rules: { 'no-trailing-whitespace': 'off', 'void-style': 'off', 'long-title': 'off', 'doctype-style': 'off' },
});

/** Judges the page that is open: its source, and where scripts may run what axe makes of it. */
export function lookAt(page: Page, javaScriptEnabled: boolean) {
  let fetched = async () => '';
  page.on('response', (response) => {
    const isPage = response.request().resourceType() === 'document' && response.status() !== 303;
    if (isPage) fetched = () => response.text();
  });
  return async (name: string): Promise<void> => {
    await expectValid(name, await fetched());
    if (javaScriptEnabled) await expectAccessible(page, name);
  };
}

/** axe is a script itself: it looks where scripts may run, and the pages are the same where they may not. */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  // A page that has only begun to load has nothing to judge.
  await expect(page.getByRole('main')).toBeVisible();
  // Without frames it needs no second page to gather what it found in each; what is right is not told.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  const { violations } = await axe.analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
  expect(found, name).toEqual([]);
}

export async function expectValid(name: string, source: string): Promise<void> {
  const { results } = await html.validateString(source);
  const found = results.flatMap(({ messages }) => messages);
  expect(
    found.map(({ ruleId, message, line }) => `${line}: ${ruleId}: ${message}`),
    name,
  ).toEqual([]);
}
