import { expect, test } from 'vitest';
import { check } from '../../src/documents/check.ts';
import { showProblem } from '../../src/documents/problem.ts';
import { begin } from '../../src/documents/publish-new.ts';
import { smallLibrary } from '../support/small-library.ts';

const described = { title: 'Rules', description: 'Rules.', audience: 'everyone', kind: 'information', noticeDays: 30 };

test('a link to an address that a document had leads to it', async () => {
  using library = await smallLibrary();
  library.write('terms/document.yaml', `${library.read('terms/document.yaml')}formerly: [conditions]\n`);
  library.write('note/draft.mdx', '---\ntitle: Note\n---\n\nSee [the terms](/conditions/#paying).\n');

  expect((await check(library.root)).map(showProblem).join()).not.toContain('/conditions/');
});

test.each([
  ['of another document', '[note]', '"note" was this document\'s name, and is a name of content/note too.'],
  ['of the site itself', '[search]', '"formerly:" names "search". A document cannot be named "search".'],
  ['of its own', '[terms]', '"formerly:" names "terms" twice, or today\'s own name.'],
  ['twice', '[rules, rules]', '"formerly:" names "rules" twice, or today\'s own name.'],
])('no former name is one %s', async (_, names, said) => {
  using library = await smallLibrary();
  library.write('terms/document.yaml', `${library.read('terms/document.yaml')}formerly: ${names}\n`);

  expect((await check(library.root)).map(showProblem)).toContainEqual(expect.stringContaining(said));
});

test('a new document takes no name that another had', async () => {
  using library = await smallLibrary();
  library.write('terms/document.yaml', `${library.read('terms/document.yaml')}formerly: [rules]\n`);

  expect(begin(library.root, { ...described, document: 'rules' })).toEqual({
    ok: false,
    problems: ['"rules" was the name of content/terms, to which its addresses lead: choose another.'],
  });
});
