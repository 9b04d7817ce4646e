import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { noticesKept } from '../../src/words/notices/subscriptions.ts';
import { requestKept } from '../../src/words/requests/requests.ts';
import { promise } from '../support/promise.ts';

/** Of forms whose fields are compared with what is there, or lead on, and are kept nowhere. */
const comparing = [
  'src/pages/[...document]/history/index.astro',
  'src/pages/account/confirm-password.astro',
  'src/pages/account/confirm/[token].astro',
  'src/pages/account/second-factor/codes.astro',
  'src/pages/account/second-factor/end.astro',
  'src/pages/account/sign-in/code/[token].astro',
  'src/pages/account/undo/[token].astro',
  'src/pages/requests/[reference]/[token]/answer/[file].astro',
  'src/pages/requests/confirm/[token].astro',
  'src/pages/requests/find/index.astro',
];

const forms = ['src/pages/**/*.astro', 'src/forms/*.astro']
  .flatMap((files) => globSync(files))
  .filter((file) => !file.startsWith('src/pages/desk/'))
  .map((file) => ({ file, source: readFileSync(file, 'utf8') }))
  .filter(({ source }) => /<(Field|Choices|Select|TextArea|\w+Field)\b/.test(source));

/** Each of another company; the site's own is its lawyers'. An entry that one lacks is not shown there, and nobody is told. */
const shipped = ['src/library/publishing/starter', 'test/fixtures/library', 'test/fixtures/second-company'];

describe('what a form keeps', () => {
  test.each(forms)('is said at the form of $file', promise('notices-at-forms'), ({ file, source }) => {
    expect(/\bkept=\{|\{kept\}/.test(source)).toBe(!comparing.includes(file));
  });

  test.each(shipped)('is said by entries that there are in %s', promise('notices-at-forms'), (folder) => {
    const named = forms.flatMap(({ source }) =>
      Array.from(source.matchAll(/\bkept(?:=\{| = )\[([^\]]*)\]/g), ([, list = '']) => list).flatMap((list) =>
        Array.from(list.matchAll(/'([\w-]+)'/g), ([, id]) => id),
      ),
    );
    expect(named.length).toBeGreaterThan(20);
    const all = [...named, ...noticesKept.entries, ...requestKept.asking, ...requestKept.writing];
    const retention = parse(readFileSync(join(folder, 'retention.yaml'), 'utf8')) as { id: string }[];
    expect(all.filter((named) => !retention.some(({ id }) => id === named))).toEqual([]);
  });
});
