import { expect, test } from 'vitest';
import { inEffect, openLibrary, waiting } from '../../src/library/model/library.ts';
import { showProblem } from '../../src/library/model/problem.ts';
import { cancel, postpone } from '../../src/library/publishing/decision.ts';
import { type Publication, publish } from '../../src/library/publishing/publish.ts';
import { check } from '../../src/library/review/check.ts';
import { type ScratchLibrary, scratchLibrary } from '../support/library.ts';

const by = { name: 'Ada Lovelace', capacity: 'General Counsel' };
const notice: Publication = {
  document: 'security',
  summary: 'Says how logs are kept.',
  approvedBy: by,
  class: 'notice',
  effectiveOn: null,
};
const decision = { document: 'security', reason: 'The provider is late.', by };

/** Security, with a version of March 1 that waits for March 31, 2027. */
function waitingLibrary(): ScratchLibrary {
  const library = scratchLibrary();
  library.write('security/draft.mdx', `${library.read('security/draft.mdx')}\n## Logs [#logs]\n\nSixty days.\n`);
  expect(publish(library.root, notice, '2027-03-01')).toMatchObject({ ok: true });
  return library;
}

function securityIn({ root }: ScratchLibrary) {
  const security = openLibrary(root).documents.find(({ slug }) => slug === 'security');
  if (!security) throw new Error('no security');
  return security;
}

test('a postponed version binds from the later day, and the one before binds until then', () => {
  using library = waitingLibrary();
  const postponed = postpone(library.root, { ...decision, effectiveOn: '2027-05-01' }, '2027-03-20');

  const security = securityIn(library);

  expect(postponed).toMatchObject({ ok: true, value: { seq: 3, event: 'postponed', reason: 'The provider is late.' } });
  expect(inEffect(security, '2027-04-30')?.version).toBe('2026-11-23');
  expect(waiting(security, '2027-04-30')?.version).toBe('2027-03-01');
  expect(inEffect(security, '2027-05-01')).toMatchObject({ version: '2027-03-01', plannedOn: '2027-03-31' });
  expect(check(library.root)).toEqual([]);
});

test('a cancelled version never binds, and makes room for another', () => {
  using library = waitingLibrary();
  cancel(library.root, decision, '2027-03-20');
  library.edit('security/draft.mdx', 'Sixty days.', 'Ninety days.');
  const next = publish(library.root, notice, '2027-03-20');

  const security = securityIn(library);

  expect(inEffect(security, '2027-04-01')?.version).toBe('2026-11-23');
  expect(security.versions[1]?.cancelled).toMatchObject({ on: '2027-03-20', by });
  expect(next).toMatchObject({ ok: true, value: { version: '2027-03-20', effectiveOn: '2027-04-19' } });
  expect(check(library.root)).toEqual([]);
});

test('the text of a cancelled version can be published after all', () => {
  using library = waitingLibrary();
  cancel(library.root, decision, '2027-03-20');

  expect(publish(library.root, notice, '2027-03-21')).toMatchObject({
    ok: true,
    value: { version: '2027-03-21' },
  });
});

test('what is in effect is neither postponed nor cancelled', () => {
  using library = waitingLibrary();
  const refused = {
    ok: false,
    problems: [
      'No version of Security waits for its effect. What is in effect is changed by publishing a new version.',
    ],
  };

  expect(postpone(library.root, { ...decision, effectiveOn: '2027-05-01' }, '2027-03-31')).toEqual(refused);
  expect(cancel(library.root, decision, '2027-03-31')).toEqual(refused);
});

test('an effect is moved to another day, with a reason, by somebody', () => {
  using library = waitingLibrary();
  const nobody = { document: 'security', reason: '', by: { name: '', capacity: '' } };

  expect(postpone(library.root, { ...nobody, effectiveOn: '2027-03-31' }, '2027-03-20')).toEqual({
    ok: false,
    problems: [
      'Say in --reason why, for the reader.',
      'Say in --by who decided it.',
      'Say in --capacity in what capacity, as "General Counsel".',
      'It waits for March 31, 2027 already: name another day.',
    ],
  });
  expect(cancel(library.root, nobody, '2027-03-20')).toMatchObject({ ok: false });
  expect(postpone(library.root, { ...decision, effectiveOn: '2027-02-30' }, '2027-03-20')).toEqual({
    ok: false,
    problems: ['"2027-02-30" is not a day: write it as 2026-12-24.'],
  });
});

test.each([
  ['leaves a number alone', 'Sixty days.', 'Seventy days.', /“sixty days” is gone, “seventy days” is new/],
  ['leaves a date alone', 'Sixty days.', 'Sixty days from May 1, 2027.', /“1 2027” is new/],
  ['leaves an obligation alone', 'Sixty days.', 'Sixty days, unless asked.', /“unless asked” is new/],
  ['leaves a refusal alone', 'Sixty days.', 'Sixty days; we don’t keep more.', /“don't keep” is new/],
  ['leaves the name of a party alone', 'Sixty days.', 'Sixty days at Twilio.', /“Twilio” is new/],
])('an editorial change %s, or says why on the chain', (_, from, to, said) => {
  using library = waitingLibrary();
  library.edit('security/draft.mdx', from, to);
  const editorial = { ...notice, class: 'editorial' as const };

  const refused = publish(library.root, editorial, '2027-04-01');
  const confirmed = publish(library.root, { ...editorial, confirm: 'A slip of the pen.' }, '2027-04-01');

  expect(refused).toMatchObject({ ok: false, problems: [expect.stringMatching(said), expect.anything()] });
  expect(confirmed).toMatchObject({ ok: true, value: { confirmed: 'A slip of the pen.' } });
  expect(check(library.root)).toEqual([]);
});

test('an editorial change breaks no promise', () => {
  using library = waitingLibrary();
  library.write(
    'promises/logs.yaml',
    'scope: this-site\nquotes: [{ document: security, sentence: Sixty days. }]\nproof: { open: later }\n',
  );
  library.edit('security/draft.mdx', 'Sixty days.', 'Sixty days, it is.');

  expect(publish(library.root, { ...notice, class: 'editorial' }, '2027-04-01')).toMatchObject({
    ok: false,
    problems: [expect.stringContaining('the promise “Sixty days.”'), expect.anything()],
  });
});

test('a corrected comma needs no reason', () => {
  using library = waitingLibrary();
  library.edit('security/draft.mdx', 'Sixty days.', 'Sixty days!');

  expect(publish(library.root, { ...notice, class: 'editorial' }, '2027-04-01')).toMatchObject({ ok: true });
});

test('a chain on which a second version was published while one waited is found, as is a decision that came late', () => {
  using library = waitingLibrary();
  const before = library.read('security/chain.jsonl');
  cancel(library.root, decision, '2027-03-30');
  const cancelled = library.read('security/chain.jsonl').split('\n')[2] ?? '';
  library.write('security/chain.jsonl', `${before}${cancelled.replace('2027-03-30', '2027-03-31')}\n`);

  expect(check(library.root).map(showProblem)).toEqual([
    expect.stringContaining('Version 2027-03-01 was in effect since March 31, 2027 when it was cancelled.'),
  ]);
});

test('who ran a command at the host stands beside who approved or decided, in every kind of line', () => {
  using library = scratchLibrary();
  library.write('security/draft.mdx', `${library.read('security/draft.mdx')}\n## Logs [#logs]\n\nSixty days.\n`);
  const recordedBy = 'github-actions[bot]';

  const lines = [
    publish(library.root, { ...notice, recordedBy }, '2027-03-01'),
    postpone(library.root, { ...decision, recordedBy, effectiveOn: '2027-05-01' }, '2027-03-02'),
    cancel(library.root, { ...decision, recordedBy }, '2027-03-03'),
  ];

  expect(lines).toMatchObject(Array(3).fill({ ok: true, value: { recordedBy } }));
  expect(check(library.root)).toEqual([]);
});

test.each(['', 'two words', 'a\nline', '<b>', 'x'.repeat(101)])('%j is nobody’s login', (recordedBy) => {
  using library = waitingLibrary();
  const refused = { ok: false, problems: ['--recorded-by is the login of who runs this, one word.'] };

  expect(cancel(library.root, { ...decision, recordedBy }, '2027-03-03')).toEqual(refused);
});
