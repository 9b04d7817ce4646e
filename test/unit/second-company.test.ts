import { join } from 'node:path';
import { expect, test } from 'vitest';
import { templates } from '../../server/mail/templates.ts';
import { check } from '../../src/documents/check.ts';
import { showProblem } from '../../src/documents/problem.ts';
import { verify } from '../../src/documents/publish-verify.ts';

const secondCompany = join(import.meta.dirname, '..', 'fixtures', 'second-company');

test('the documents of another company, in another language, are in order', async () => {
  expect((await check(secondCompany, { mail: templates, promises: true })).map(showProblem)).toEqual([]);
});

test('every byte and line that another company published is proved from its files', async () => {
  const { documents, problems } = await verify(secondCompany);
  expect([...problems, ...documents.flatMap(({ problems }) => problems)]).toEqual([]);
  expect(documents.map(({ slug, versions }) => [slug, versions])).toEqual([
    ['datenschutz', 2],
    ['agb', 1],
    ['impressum', 1],
  ]);
});
