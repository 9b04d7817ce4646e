import { expect, test } from 'vitest';
import { createPurposes, readPurposes } from '../../server/consent/purposes.ts';
import { openLibrary } from '../../src/library/model/library.ts';
import { cancel, postpone } from '../../src/library/publishing/decision.ts';
import { begin } from '../../src/library/publishing/new-document.ts';
import { publish } from '../../src/library/publishing/publish.ts';
import { verify } from '../../src/library/publishing/verification.ts';
import { check } from '../../src/library/review/check.ts';
import { fixtureLibrary, scratchLibrary } from '../support/library.ts';
import { stopClock } from '../support/services.ts';

const slug = 'purposes/ai-training';
const first = '2026-11-25';
const said = { summary: 'More is asked.', approvedBy: { name: 'Ada Lovelace', capacity: 'General Counsel' } };

function purposesOn(root: string, day: string) {
  return createPurposes({ purposes: readPurposes(root), clock: stopClock(`${day}T12:00:00Z`), timeZone: 'UTC' });
}

test('a purpose is frozen, chained and checked like a document', () => {
  using library = scratchLibrary();
  expect(openLibrary(library.root).purposes.map(({ slug }) => slug)).toContain(slug);
  expect(check(library.root)).toEqual([]);

  library.edit(`${slug}/${first}.mdx`, 'the answer is no', 'the answer is yes');

  expect(check(library.root)).toMatchObject([
    { file: `${slug}/${first}.mdx`, problem: 'A published version was changed.' },
  ]);
  const { documents } = verify(library.root);
  expect(documents.find((verified) => verified.slug === slug)?.problems).not.toEqual([]);
});

test('a new version of a purpose waits for its notice, and the server knows from which day it binds', () => {
  using library = scratchLibrary();
  library.edit(`${slug}/draft.mdx`, 'in your account.', 'in your account, and the notes.');
  const published = publish(
    library.root,
    { document: slug, ...said, class: 'agreement', effectiveOn: null },
    '2027-01-10',
  );

  expect(published).toMatchObject({ ok: true, value: { version: '2027-01-10', effectiveOn: '2027-02-09' } });
  expect(check(library.root)).toEqual([]);
  expect(purposesOn(library.root, '2027-02-08').inEffect('ai-training')?.version).toBe(first);
  expect(purposesOn(library.root, '2027-02-08').isSame('ai-training', first)).toBe(true);
  expect(purposesOn(library.root, '2027-02-09').inEffect('ai-training')?.version).toBe('2027-01-10');
  expect(purposesOn(library.root, '2027-02-09').isSame('ai-training', first)).toBe(false);

  const by = { name: 'Ada Lovelace', capacity: 'General Counsel' };
  postpone(library.root, { document: slug, effectiveOn: '2027-03-01', reason: 'Later.', by }, '2027-01-11');
  expect(purposesOn(library.root, '2027-02-09').inEffect('ai-training')?.version).toBe(first);
  cancel(library.root, { document: slug, reason: 'Never.', by }, '2027-01-12');
  expect(purposesOn(library.root, '2027-03-01').inEffect('ai-training')?.version).toBe(first);
});

test.each([
  ['recipients: []', 'recipients: [Example Advertising Ltd.]', '“recipients” of the consent'],
  ['keep: ', 'keep: up to ten years, and ', '“keep” of the consent'],
])('whoever said yes to less is asked again: %s is no correction', (from, to, altered) => {
  using library = scratchLibrary();
  library.edit(`${slug}/draft.mdx`, from, to);
  const correction = { document: slug, ...said, class: 'editorial' as const, effectiveOn: null };

  expect(publish(library.root, correction, '2027-01-10')).toMatchObject({
    ok: false,
    problems: [expect.stringContaining(altered), expect.anything()],
  });
  expect(publish(library.root, { ...correction, confirm: 'A slip.' }, '2027-01-10')).toMatchObject({ ok: true });
});

test('a correction of a purpose asks nobody again', () => {
  using library = scratchLibrary();
  library.edit(`${slug}/draft.mdx`, 'in one step and without', 'in one step, and without');
  const published = publish(
    library.root,
    { document: slug, ...said, class: 'editorial', effectiveOn: null },
    '2027-01-10',
  );

  expect(published).toMatchObject({ ok: true });
  const purposes = purposesOn(library.root, '2027-01-10');
  expect(purposes.inEffect('ai-training')?.version).toBe('2027-01-10');
  expect(purposes.isSame('ai-training', first)).toBe(true);
  expect(purposes.isSame('ai-training', '2020-01-01')).toBe(false);
  expect(purposes.isSame('something-else', first)).toBe(false);
});

test('a purpose that is corrected while another text waits asks nobody before that binds, and everybody then', () => {
  using library = scratchLibrary();
  library.edit(`${slug}/draft.mdx`, 'in your account.', 'in your account, and the notes.');
  publish(library.root, { document: slug, ...said, class: 'agreement', effectiveOn: null }, '2027-01-10');
  library.edit(`${slug}/draft.mdx`, 'in one step and without', 'in one step, and without');
  const correction = { document: slug, ...said, class: 'editorial' as const, effectiveOn: null };

  expect(publish(library.root, correction, '2027-01-20')).toMatchObject({ ok: true, value: { beside: {} } });

  const [meanwhile, after] = [purposesOn(library.root, '2027-02-08'), purposesOn(library.root, '2027-02-09')];
  expect(meanwhile.inEffect('ai-training')?.version).toBe('2027-01-20');
  expect(meanwhile.isSame('ai-training', first)).toBe(true);
  expect(after.inEffect('ai-training')?.version).toBe('2027-01-20-2');
  expect(after.isSame('ai-training', '2027-01-20')).toBe(false);
  expect(check(library.root)).toEqual([]);
});

test('a purpose that does not say which data it is about is refused, and so is a document that does', () => {
  using library = scratchLibrary();
  const words = { description: 'Words.', audience: 'customers', kind: 'information', noticeDays: 30 };
  begin(library.root, { document: 'purposes/phone-calls', title: 'Recording calls', ...words });
  library.edit('purposes/phone-calls/draft.mdx', 'TODO: write the text.', 'May we record calls?');
  library.edit('dpa/draft.mdx', 'title: Data', 'consent: { data: [x], recipients: [], keep: y }\ntitle: Data');

  expect(check(library.root).map(({ file, problem }) => `${file}: ${problem}`)).toEqual([
    'dpa/draft.mdx: Only a purpose has `consent:` in its front matter.',
    'purposes/phone-calls/draft.mdx: The purpose does not say which data it is about.',
  ]);
});

test('what is published for training says who trains, with what, how it ends, and that nothing depends on it', () => {
  const [purpose] = readPurposes(fixtureLibrary);

  expect(purpose?.versions.at(-1)).toMatchObject({
    purpose: 'ai-training',
    terms: { recipients: [], data: [expect.stringContaining('Job history'), expect.any(String)] },
  });
});
