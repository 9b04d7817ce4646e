import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const folder = 'src/styles';
const sheets = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.css'));
const sheet = sheets.map((file) => readFileSync(`${folder}/${file}`, 'utf8')).join('\n');
const colors = new Map(
  [...sheet.matchAll(/--color-([a-z-]+): light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }] as const,
  ),
);

describe.each(['light', 'dark'] as const)('on a %s screen', (scheme) => {
  // WCAG 2.2, 1.4.3
  test.each([
    ['ink', ['paper', 'raised', 'accent-soft', 'warn-soft', 'inserted', 'deleted']],
    ['quiet', ['paper', 'raised']],
    ['accent', ['paper', 'raised', 'accent-soft', 'warn-soft', 'inserted']],
    ['danger', ['paper', 'danger-soft']],
    ['warn', ['paper', 'warn-soft']],
    ['paper', ['accent']],
  ])('what is written in %s can be read on every ground that it stands on', (text, grounds) => {
    for (const ground of grounds) expect(contrast(text, ground), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
  });

  // WCAG 2.2, 1.4.11
  test('the border of a field can be told from the page and from the field', () => {
    for (const border of ['quiet', 'danger']) {
      expect(contrast(border, 'paper')).toBeGreaterThanOrEqual(3);
      expect(contrast(border, 'raised')).toBeGreaterThanOrEqual(3);
    }
  });

  function contrast(one: string, other: string): number {
    const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (lighter + 0.05) / (darker + 0.05);
  }

  function luminance(name: string): number {
    const color = colors.get(name)?.[scheme];
    if (!color) throw new Error(`No color is named ${name}`);
    const digits = color.length === 4 ? color.replace(/[0-9a-f]/g, '$&$&') : color;
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(digits.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }
});

test('the sheet asks for nothing from anywhere: no font, no image', () => {
  expect(sheet).not.toMatch(/url\(|@font-face|https?:/);
});

test('every file of the sheet is gathered into the one that pages carry', () => {
  const gathered = ['index.css', 'reading.css'].map((file) => readFileSync(`${folder}/${file}`, 'utf8')).join('');
  for (const file of sheets.filter((file) => file !== 'index.css')) expect(gathered).toContain(`./${file}`);
});
