import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { daysNamedIn } from '../../src/library/importing/effect-days.ts';
import { splitFront } from '../../src/library/importing/templates.ts';
import { readYaml } from '../../src/library/model/files/yaml.ts';
import { attempt } from '../../src/library/model/result.ts';
import { readSource } from '../../src/library/model/source.ts';
import { render } from '../../src/library/text/render.ts';
import { dearAmong, type Read } from '../support/costs.ts';

/** What the legal team and the operator write or read is larger; how the cost grows is seen in two kilobytes. */
const documentSize = 2 * 1024;

test('no reader of what the legal team writes goes over it again and again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'costs-'));
  const yaml = (text: string) => {
    writeFileSync(join(folder, 'list.yaml'), text);
    return readYaml(folder, 'list.yaml', z.strictObject({ name: z.string() }), []);
  };
  const readers: Record<string, Read> = {
    draft: (text) => attempt(() => render(text)),
    heading: (text) => attempt(() => render(`# ${text.replaceAll('\n', ' ')}a\n\nText.`)),
    'front matter': (text) => readSource(`---\ntitle: ${text}\n---\n`),
    source: (text) => readSource(text),
    yaml,
    'yaml value': (text) => yaml(`name: ${text}\nother: ${text}`),
    'days named': daysNamedIn,
    'front of a template': (text) => splitFront(text, () => undefined),
  };

  const dear = await dearAmong(readers, documentSize);
  rmSync(folder, { recursive: true });
  expect(dear).toEqual([]);
});
