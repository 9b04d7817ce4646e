import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { extend, writeChain } from '../../src/library/model/chain/chain.ts';
import type { ChangeClass, PublishedLine } from '../../src/library/model/chain/line.ts';
import { sha256 } from '../../src/library/model/digest.ts';
import { createRenderer } from '../../src/library/text/render.ts';
import type { ScratchLibrary } from './library.ts';

const company = {
  name: 'Acme',
  siteName: 'Acme Legal',
  privacyAddress: 'privacy@acme.example',
  language: 'en',
  timeZone: 'UTC',
  facts: { 'legal-name': { label: 'Legal name', value: null, confirmed: false } },
};
const fixture = join(import.meta.dirname, '..', 'fixtures', 'second-company');

export interface SmallLibrary extends ScratchLibrary {
  /** Freezes a text as a version, whatever a publication would say to it. */
  freeze(slug: string, text: string, line: Partial<PublishedLine> & { publishedOn: string }): PublishedLine;
}

/** A company with two documents, of one version each: terms that are agreed to, and a note. */
export function smallLibrary(): SmallLibrary {
  const folder = mkdtempSync(join(tmpdir(), 'small-library-'));
  const root = join(folder, 'content');
  const read = (file: string) => readFileSync(join(root, file), 'utf8');
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  const render = createRenderer();
  const lines: Record<string, PublishedLine[]> = {};

  const freeze: SmallLibrary['freeze'] = (slug, text, given) => {
    const before = lines[slug] ?? [];
    const line = extend(before, {
      version: given.publishedOn,
      effectiveOn: given.publishedOn,
      class: before.length > 0 ? ('notice' satisfies ChangeClass) : null,
      summary: 'What changed.',
      approvedBy: { name: 'Ada Lovelace', capacity: 'General Counsel' },
      sourceSha256: sha256(text),
      textSha256: render(text).textSha256,
      ...given,
    });
    lines[slug] = [...before, line];
    write(`${slug}/${line.version}.mdx`, text);
    write(`${slug}/chain.jsonl`, writeChain(lines[slug]));
    return line;
  };

  write('company.yaml', stringify(company));
  cpSync(join(fixture, 'retention.yaml'), join(root, 'retention.yaml'));
  for (const [index, [slug, kind]] of [
    ['terms', 'agreement'],
    ['note', 'information'],
  ].entries()) {
    const title = slug === 'terms' ? 'Terms' : 'Note';
    const described = { title, description: `${title} of Acme.`, audience: 'everyone', kind };
    write(`${slug}/document.yaml`, stringify({ ...described, order: index + 1, noticeDays: 30 }));
    write(`${slug}/draft.mdx`, textOf(title));
    freeze(slug ?? '', textOf(title), { publishedOn: '2027-01-04' });
  }

  return {
    root,
    read,
    write,
    freeze,
    edit(file, from, to) {
      if (!read(file).includes(from)) throw new Error(`${file} does not say "${from}"`);
      write(
        file,
        read(file).replace(from, () => to),
      );
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function textOf(title: string): string {
  return `---
title: ${title}
---

What Acme and its customers owe each other.

## Paying [#paying]

You pay within 30 days.

## Ending [#ending]

Either side ends the contract by writing a letter. The letter names the day.

## Asking [#asking]

Questions go to privacy@acme.example.
`;
}
