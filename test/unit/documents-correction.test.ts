import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { link } from '../../src/library/model/chain/chain.ts';
import { versionBefore } from '../../src/library/model/chain/effects.ts';
import { problemsOf } from '../../src/library/model/chain/rules.ts';
import { inEffect, openLibrary, standingOf, waiting } from '../../src/library/model/library.ts';
import { showProblem } from '../../src/library/model/problem.ts';
import { cancel, postpone } from '../../src/library/publishing/decision.ts';
import { type Publication, publish } from '../../src/library/publishing/publish.ts';
import { rederive } from '../../src/library/publishing/rederivation.ts';
import { statusOf } from '../../src/library/publishing/status.ts';
import { check } from '../../src/library/review/check.ts';
import { branchFrom } from '../support/branch.ts';
import { policy } from '../support/policy.ts';
import { type SmallLibrary, smallLibrary } from '../support/small-library.ts';

const ada = { name: 'Ada Lovelace', capacity: 'General Counsel' };
const notice: Publication = {
  document: 'terms',
  summary: 'Says how long logs are kept.',
  approvedBy: ada,
  class: 'notice',
  effectiveOn: null,
};
const correction: Publication = { ...notice, summary: 'Mends a word.', class: 'editorial' };
const decision = { document: 'terms', reason: 'The provider is late.', by: ada };
const first = '2027-01-04';
const waits = '2027-03-01';
const effect = '2027-03-31';

/** Terms of which a version with a new clause, and without the clause “Asking”, waits for March 31, 2027. */
function waitingLibrary(): SmallLibrary {
  const library = smallLibrary();
  library.edit('terms/draft.mdx', '## Asking [#asking]\n\nQuestions go to privacy@acme.example.\n', '');
  library.edit('terms/draft.mdx', '## Ending', '## Logs [#logs]\n\nLogs last sixty days.\n\n## Ending');
  library.write('terms/document.yaml', `${library.read('terms/document.yaml')}retired: [asking]\n`);
  expect(publish(library.root, notice, waits)).toMatchObject({ ok: true, value: { effectiveOn: effect } });
  return library;
}

const termsIn = ({ root }: SmallLibrary) => {
  const terms = openLibrary(root).documents.find(({ slug }) => slug === 'terms');
  if (!terms) throw new Error('no terms');
  return terms;
};
const told = ({ root }: SmallLibrary, today: string) => check(root, { today }).map(showProblem);
const mended = (library: SmallLibrary) =>
  library.edit('terms/draft.mdx', 'by writing a letter', 'by writing the letter');

test('a correction while a version waits binds at once, and the waiting text has it too', () => {
  using library = waitingLibrary();
  mended(library);

  const published = publish(library.root, correction, '2027-03-10');
  const terms = termsIn(library);

  expect(published).toMatchObject({
    ok: true,
    value: {
      ...{ version: '2027-03-10', class: 'editorial', effectiveOn: '2027-03-10', summary: 'Mends a word.' },
      beside: {
        ...{ version: '2027-03-10-2', class: 'notice', effectiveOn: effect, summary: notice.summary },
        corrects: { version: waits, summary: 'Mends a word.' },
      },
    },
  });
  expect(inEffect(terms, '2027-03-30')?.version).toBe('2027-03-10');
  expect(waiting(terms, '2027-03-10')?.version).toBe('2027-03-10-2');
  expect(inEffect(terms, effect)?.version).toBe('2027-03-10-2');
  expect(library.read('terms/2027-03-10.mdx')).toBe(
    library.read(`terms/${first}.mdx`).replace('by writing a letter', 'by writing the letter'),
  );
  expect(library.read('terms/2027-03-10-2.mdx')).toBe(library.read('terms/draft.mdx'));
  expect(terms.versions.map((version) => standingOf(terms, version, '2027-03-10'))).toEqual([
    ...['old', 'corrected', 'current', 'waiting'],
  ]);
  expect(terms.versions.map((version) => versionBefore(terms.versions, version)?.version)).toEqual([
    ...[undefined, first, first, '2027-03-10'],
  ]);
  expect(told(library, '2027-03-10')).toEqual([]);
  expect(statusOf(openLibrary(library.root), '2027-03-10')).toContainEqual(
    expect.objectContaining({ slug: 'terms', draft: 'published' }),
  );
});

test('whoever corrects a sentence of which the waiting text says a line otherwise is told to class the one in effect', async () => {
  using library = smallLibrary();
  const classed = async (day: string) => {
    for (const document of ['terms', 'note'])
      await policy(library.root, ['class', '--document', document, '--rest', 'plain'], day);
  };
  library.edit('terms/draft.mdx', '## Ending', '## Points [#points]\n\na) three pages;\nb) in a letter.\n\n## Ending');
  publish(library.root, notice, '2027-01-05');
  library.edit('terms/draft.mdx', 'three pages', 'five pages');
  publish(library.root, notice, waits);
  library.edit('terms/draft.mdx', 'in a letter', 'in the letter');
  await classed(waits);
  const typed = ['--summary', 'An article.', '--approved-by', 'Ada', '--capacity', 'Counsel', '--class', 'editorial'];

  const published = await policy(library.root, ['publish', '--document', 'terms', ...typed], '2027-03-10');

  expect(published).toMatchObject({ status: 0, stderr: '' });
  expect(published.stdout).toContain('The text in effect has sentences that are not classed yet');
  await classed('2027-03-10');
  expect(told(library, '2027-03-10')).toEqual([]);
});

test('a second correction takes the place of what the first put there', () => {
  using library = waitingLibrary();
  mended(library);
  publish(library.root, correction, '2027-03-10');
  library.edit('terms/draft.mdx', 'names the day', 'names a day');

  const again = publish(library.root, correction, '2027-03-10');

  expect(again).toMatchObject({
    ok: true,
    value: {
      version: '2027-03-10-3',
      beside: { version: '2027-03-10-4', effectiveOn: effect, corrects: { version: '2027-03-10-2' } },
    },
  });
  expect(waiting(termsIn(library), '2027-03-10')?.version).toBe('2027-03-10-4');
  expect(inEffect(termsIn(library), effect)?.version).toBe('2027-03-10-4');
  expect(told(library, '2027-03-10')).toEqual([]);
});

test('what only the waiting text says is corrected there alone', () => {
  using library = waitingLibrary();
  library.edit('terms/draft.mdx', 'Logs last sixty days.', 'The logs last sixty days.');

  expect(publish(library.root, correction, '2027-03-10')).toMatchObject({
    ok: true,
    value: { version: '2027-03-10', class: 'notice', effectiveOn: effect, corrects: { version: waits } },
  });
  expect(inEffect(termsIn(library), '2027-03-10')?.version).toBe(first);
  expect(told(library, '2027-03-10')).toEqual([]);
});

test('what the waiting text dropped is corrected by hand, in the text in effect alone', () => {
  using library = waitingLibrary();
  const nothing = publish(library.root, correction, '2027-03-10');
  const text = library.read(`terms/${first}.mdx`);
  library.write('terms/correction.mdx', text.replace('Questions go to', 'The questions go to'));

  const published = publish(library.root, correction, '2027-03-10');

  expect(nothing).toEqual({
    ok: false,
    problems: [
      'The draft says what version 2027-03-01 says, which waits: there is nothing to publish. What is wrong in the text in effect alone is corrected in content/terms/correction.mdx, a copy of content/terms/2027-01-04.mdx.',
    ],
  });
  expect(published).toMatchObject({ ok: true, value: { version: '2027-03-10', effectiveOn: '2027-03-10' } });
  expect(published).not.toHaveProperty('value.beside');
  expect(existsSync(join(library.root, 'terms', 'correction.mdx'))).toBe(false);
  expect(inEffect(termsIn(library), '2027-03-30')?.version).toBe('2027-03-10');
  expect(inEffect(termsIn(library), effect)?.version).toBe(waits);
  expect(told(library, '2027-03-10')).toEqual([]);
});

test('a passage that the two texts say differently is corrected by hand, and nothing is written before', () => {
  using library = smallLibrary();
  library.edit('terms/draft.mdx', 'You pay within 30 days.', 'You pay  within 60 days of teh invoice.');
  publish(library.root, notice, waits);
  library.edit('terms/draft.mdx', 'of teh invoice', 'of the invoice');
  const before = library.read('terms/chain.jsonl');

  const refused = publish(library.root, correction, '2027-03-10');
  expect(library.read('terms/chain.jsonl')).toBe(before);
  library.write('terms/correction.mdx', library.read(`terms/${first}.mdx`).replace('You pay', 'You  pay'));
  const nothingToSee = publish(library.root, correction, '2027-03-10');

  expect(refused).toEqual({
    ok: false,
    problems: [
      'Clause “Paying” (#paying): version 2027-01-04, which is in effect, has other words around “You pay  within 60 days of teh invoice.”, so that the correction has to be made there by hand.',
      'Copy content/terms/2027-01-04.mdx to content/terms/correction.mdx, make the correction there as well, and publish again: then that is the corrected text in effect, and the draft the corrected text that waits.',
    ],
  });
  expect(nothingToSee).toMatchObject({ ok: true, value: { corrects: { version: waits } } });
});

test('a correction by hand is no place for anything else once nothing waits', () => {
  using library = waitingLibrary();
  library.write('terms/correction.mdx', library.read(`terms/${first}.mdx`));
  mended(library);

  expect(told(library, '2027-03-10')).toEqual([]);
  expect(told(library, effect)).toEqual([
    'content/terms/correction.mdx: content/terms/correction.mdx corrects the text in effect while another waits, and nothing waits. Move what it corrects to draft.mdx, and remove it.',
  ]);
  expect(publish(library.root, correction, effect)).toMatchObject({ ok: false });
});

test('a change that binds is no correction, in neither text, and nothing else is published', () => {
  using library = waitingLibrary();
  library.edit('terms/draft.mdx', 'within 30 days', 'within 10 days');

  const asCorrection = publish(library.root, correction, '2027-03-10');
  const asNotice = publish(library.root, notice, '2027-03-10');
  const later = publish(library.root, { ...correction, effectiveOn: '2027-03-20' }, '2027-03-10');

  expect(asCorrection).toMatchObject({
    ok: false,
    problems: [
      expect.stringContaining('This one changes: “30 days” is gone, “10 days” is new.'),
      'Beside version 2027-03-01, which waits, only a correction is published: take out of the draft what is meant for later or, if nothing changes for anybody, say why: --confirm "…". The reason is kept on the chain.',
    ],
  });
  expect(asNotice).toMatchObject({
    ok: false,
    problems: [expect.stringContaining('until then only a correction (--class editorial) is published')],
  });
  expect(later).toMatchObject({ ok: false, problems: expect.arrayContaining([expect.stringContaining('at once')]) });
  expect(publish(library.root, { ...correction, confirm: 'A slip.' }, '2027-03-10')).toMatchObject({
    ok: true,
    value: { confirmed: 'A slip.', beside: { confirmed: 'A slip.' } },
  });
});

test('on the very day of effect the text that is in effect then is corrected', () => {
  using library = waitingLibrary();
  mended(library);

  expect(publish(library.root, correction, effect)).toMatchObject({
    ok: true,
    value: { version: effect, effectiveOn: effect },
  });
  expect(inEffect(termsIn(library), effect)?.version).toBe(effect);
  expect(waiting(termsIn(library), effect)).toBeNull();
  expect(told(library, effect)).toEqual([]);
});

test('postponing and cancelling go on with the text that took the place, by its first day of notice', () => {
  using library = waitingLibrary();
  postpone(library.root, { ...decision, effectiveOn: '2027-05-01' }, '2027-03-02');
  mended(library);
  expect(publish(library.root, correction, '2027-03-10')).toMatchObject({
    value: { beside: { effectiveOn: '2027-05-01' } },
  });
  const tooEarly = postpone(library.root, { ...decision, effectiveOn: '2027-03-30' }, '2027-03-11');
  const earlier = postpone(library.root, { ...decision, effectiveOn: effect }, '2027-03-11');

  expect(tooEarly).toMatchObject({ ok: false, problems: [expect.stringContaining('on March 1, 2027')] });
  expect(earlier).toMatchObject({ ok: true, value: { version: '2027-03-10-2' } });
  expect(inEffect(termsIn(library), effect)?.version).toBe('2027-03-10-2');

  expect(cancel(library.root, decision, '2027-03-12')).toMatchObject({ value: { version: '2027-03-10-2' } });
  expect(waiting(termsIn(library), '2027-03-12')).toBeNull();
  expect(inEffect(termsIn(library), '2027-06-01')?.version).toBe('2027-03-10');
  expect(told(library, '2027-03-12')).toEqual([]);

  // What was taken back can be published after all.
  expect(publish(library.root, notice, '2027-03-13')).toMatchObject({
    ok: true,
    value: { version: '2027-03-13', effectiveOn: '2027-04-12' },
  });
  expect(told(library, '2027-03-13')).toEqual([]);
});

test('a cancelled version is corrected no more: the draft is measured against the text in effect', () => {
  using library = waitingLibrary();
  cancel(library.root, decision, '2027-03-05');
  mended(library);

  const refused = publish(library.root, correction, '2027-03-10');

  expect(refused).toMatchObject({
    ok: false,
    problems: [expect.stringContaining('leaves numbers'), expect.anything()],
  });
});

test('the check makes the lines of a correction again, and finds what was written by hand', () => {
  using library = waitingLibrary();
  branchFrom(library);
  mended(library);
  publish(library.root, correction, '2027-03-10');
  const held = () => check(library.root, { main: { ref: 'main', today: '2027-03-10' } }).map(showProblem);
  const right = library.read('terms/chain.jsonl');

  expect(held()).toEqual([]);

  library.edit('terms/chain.jsonl', '"class":"notice","corrects"', '"class":"agreement","corrects"');
  expect(held().join('\n')).toContain('has not its class and day of effect');
  library.write('terms/chain.jsonl', right);
  const last = right.trim().split('\n').at(-1) ?? '';
  library.write('terms/chain.jsonl', right.replace(last, last.replace(effect, '2027-03-11')));
  expect(held().join('\n')).toContain('has not its class and day of effect');
  expect(held().join('\n')).toContain('is not what the command makes of it: effectiveOn');
});

test('a correction by hand and a correction of what waits alone pass the check', () => {
  using library = waitingLibrary();
  const git = branchFrom(library);
  const held = () => check(library.root, { main: { ref: 'main', today: '2027-03-10' } }).map(showProblem);
  library.write(
    'terms/correction.mdx',
    library.read(`terms/${first}.mdx`).replace('Questions go to', 'The questions go to'),
  );
  publish(library.root, correction, '2027-03-10');
  expect(held()).toEqual([]);

  git('add', '.');
  git('commit', '-qm', 'Correct by hand');
  library.edit('terms/draft.mdx', 'Logs last sixty', 'The logs last sixty');
  publish(library.root, correction, '2027-03-10');
  expect(held()).toEqual([]);
});

test('a correction that gets to the main branch when the waiting text is in effect is told, and derived anew', () => {
  using library = waitingLibrary();
  const git = branchFrom(library);
  mended(library);
  publish(library.root, correction, '2027-03-30');
  git('add', '.');
  git('commit', '-qm', 'Correct');

  const late = check(library.root, { main: { ref: 'main', today: effect } }).map(showProblem);
  const anew = { document: 'terms', main: 'main', approvedBy: null, class: null };
  const derived = rederive(library.root, anew, effect);

  expect(late).toEqual([
    expect.stringContaining('takes the place of version 2027-03-01, which took effect on March 31, 2027'),
  ]);
  expect(derived).toMatchObject({ ok: true, value: { version: effect, class: 'editorial', effectiveOn: effect } });
  expect(derived).not.toHaveProperty('value.beside');
  expect(check(library.root, { main: { ref: 'main', today: effect } })).toEqual([]);
});

test('what waits is not moved to the day of a correction, behind which it would stay for ever', () => {
  using library = waitingLibrary();
  library.write(
    'terms/correction.mdx',
    library.read(`terms/${first}.mdx`).replace('Questions go to', 'The questions go to'),
  );
  publish(library.root, correction, '2027-03-30');
  const moved = (effectiveOn: string) => postpone(library.root, { ...decision, effectiveOn }, '2027-03-30');
  library.edit('terms/document.yaml', 'noticeDays: 30', 'noticeDays: 29');

  expect(moved('2027-03-30')).toEqual({
    ok: false,
    problems: [
      'It can take effect on 2027-03-31 (March 31, 2027) at the earliest: version 2027-03-30, published after it, binds from March 30, 2027 and would keep its place.',
    ],
  });
  const chain = termsIn(library).chain;
  const line = { event: 'postponed' as const, version: waits, on: '2027-03-30', effectiveOn: '2027-03-30' };
  expect(problemsOf(chain, link(chain, { ...line, reason: 'Sooner.', by: ada }))).toEqual([
    'Version 2027-03-01 is moved to 2027-03-30, from which version 2027-03-30 binds, that was published after it: it would never take effect.',
  ]);
});

test('a correction goes behind what the main branch decided meanwhile, and its decisions hold for the new text', () => {
  using library = waitingLibrary();
  const git = branchFrom(library);
  git('switch', '-qc', 'postponing', 'main');
  postpone(library.root, { ...decision, effectiveOn: '2027-05-01' }, '2027-03-10');
  git('commit', '-qam', 'Postpone');
  git('switch', '-q', 'branch');
  mended(library);
  publish(library.root, correction, '2027-03-10');
  git('add', '.');
  git('commit', '-qm', 'Correct');
  git('switch', '-q', 'main');
  git('merge', '-q', '--ff-only', 'branch');
  git('switch', '-q', 'postponing');
  git('merge', '-q', 'main');
  const anew = { document: 'terms', main: 'main', approvedBy: null, class: null };

  const postponed = rederive(library.root, anew, '2027-03-11');

  expect(postponed).toMatchObject({ ok: true, value: { event: 'postponed', version: '2027-03-10-2' } });
  expect(waiting(termsIn(library), '2027-03-11')).toMatchObject({ version: '2027-03-10-2', effectiveOn: '2027-05-01' });
  expect(told(library, '2027-03-11')).toEqual([]);
});

test('two corrections that met are put behind each other, with both in both texts', () => {
  using library = waitingLibrary();
  const git = branchFrom(library);
  mended(library);
  publish(library.root, correction, '2027-03-10');
  git('add', '.');
  git('commit', '-qm', 'Correct an end');
  git('switch', '-q', 'main');
  library.edit('terms/draft.mdx', 'What Acme and its customers', 'What Acme and its customers,');
  publish(library.root, correction, '2027-03-10');
  git('add', '.');
  git('commit', '-qm', 'Correct the beginning');
  git('switch', '-q', 'branch');
  git('merge', '-q', 'main');
  const anew = { document: 'terms', main: 'main', approvedBy: null, class: null };

  const unapproved = rederive(library.root, anew, '2027-03-11');
  const derived = rederive(library.root, { ...anew, approvedBy: ada }, '2027-03-11');

  expect(unapproved).toMatchObject({ ok: false, problems: [expect.stringContaining('no longer the text')] });
  expect(derived).toMatchObject({
    ok: true,
    value: { version: '2027-03-11', beside: { corrects: { version: '2027-03-10-2' } } },
  });
  for (const version of ['2027-03-11', '2027-03-11-2']) {
    expect(library.read(`terms/${version}.mdx`)).toContain('What Acme and its customers,');
    expect(library.read(`terms/${version}.mdx`)).toContain('by writing the letter');
  }
  expect(told(library, '2027-03-11')).toEqual([]);
});

const provider = (id: string, status: string, more = '') => `
- id: ${id}
  name: ${id.toUpperCase()}
  purpose: Mail
  dataCategories: [Names]
  status: ${status}
  since: '2027-01-01'
${more}  legalName: { value: null, confirmed: false }
  location: { value: null, confirmed: false }
  transferMechanism: { value: null, confirmed: false }
  vetted: { value: Contract, confirmed: { by: "Ada Lovelace", on: "2027-01-01" } }
`;
const listed = (...providers: string[]) => providers.join('');
const gone = "  until: '2027-03-10'\n";

/** A list of two providers, of which a third waits for March 31, 2027. */
function listedLibrary(): SmallLibrary {
  const library = smallLibrary();
  library.edit('terms/draft.mdx', 'You pay within 30 days.', '<Subprocessors />');
  library.write('subprocessors/list.yaml', listed(provider('one', 'active'), provider('two', 'active')));
  publish(library.root, { ...notice, confirm: 'The list.', class: 'editorial' }, '2027-02-01');
  library.write(
    'subprocessors/list.yaml',
    listed(provider('one', 'active'), provider('two', 'active'), provider('three', 'active')),
  );
  expect(publish(library.root, notice, waits)).toMatchObject({ ok: true, value: { effectiveOn: effect } });
  return library;
}

const namesIn = (library: SmallLibrary, version: string) =>
  [...library.read(`terms/${version}.mdx`).matchAll(/^\| ([A-Z]+) \|/gm)].map(([, name]) => name);

test('a subprocessor leaves the list at once while another waits to come, and is not in the text that waits', () => {
  using library = listedLibrary();
  library.write(
    'subprocessors/list.yaml',
    listed(provider('one', 'active'), provider('two', 'removed', gone), provider('three', 'active')),
  );

  const published = publish(library.root, { ...correction, summary: 'TWO is gone.' }, '2027-03-10');

  expect(published).toMatchObject({ ok: true, value: { effectiveOn: '2027-03-10', beside: { effectiveOn: effect } } });
  expect(namesIn(library, '2027-03-10')).toEqual(['ONE']);
  expect(namesIn(library, '2027-03-10-2')).toEqual(['ONE', 'THREE']);
  expect(told(library, '2027-03-10')).toEqual([]);
});

test('a subprocessor that comes has its notice: no correction, and no emergency that the agreements do not know', () => {
  using library = listedLibrary();
  const replaced = listed(
    ...[provider('one', 'active'), provider('two', 'removed', gone), provider('three', 'active')],
    provider('four', 'active'),
  );
  library.write('subprocessors/list.yaml', replaced);
  const urgent = { ...notice, summary: 'FOUR takes the place of TWO.', urgent: 'TWO was broken into.' };

  expect(publish(library.root, correction, '2027-03-10')).toMatchObject({ ok: false });
  expect(publish(library.root, urgent, '2027-03-10')).toMatchObject({
    ok: false,
    problems: [expect.stringContaining('`urgentReplacement: true` in content/terms/document.yaml')],
  });

  library.write('terms/document.yaml', `${library.read('terms/document.yaml')}urgentReplacement: true\n`);
  branchFrom(library);
  expect(publish(library.root, { ...urgent, class: 'editorial' }, '2027-03-10')).toMatchObject({ ok: false });
  expect(publish(library.root, urgent, '2027-03-10')).toMatchObject({
    ok: true,
    value: {
      class: 'notice',
      effectiveOn: '2027-03-10',
      urgent: 'TWO was broken into.',
      beside: { effectiveOn: effect },
    },
  });
  expect(namesIn(library, '2027-03-10')).toEqual(['ONE', 'FOUR']);
  expect(namesIn(library, '2027-03-10-2')).toEqual(['ONE', 'THREE', 'FOUR']);
  expect(check(library.root, { main: { ref: 'main', today: '2027-03-10' } })).toEqual([]);
});

test('what waits to come is replaced at once no more than what is there', () => {
  using library = listedLibrary();
  const other = listed(provider('one', 'active'), provider('two', 'active'), provider('five', 'active'));
  library.write('subprocessors/list.yaml', `${other}${provider('three', 'removed', gone)}`);
  const urgent = { ...notice, summary: 'FIVE instead of THREE.', urgent: 'THREE was broken into.' };
  const refused = { ok: false, problems: [expect.stringContaining('lets nobody shorten the notice')] };

  expect(publish(library.root, urgent, '2027-03-10')).toMatchObject(refused);

  library.write('terms/document.yaml', `${library.read('terms/document.yaml')}urgentReplacement: true\n`);
  expect(publish(library.root, urgent, '2027-03-10')).toMatchObject({
    ok: true,
    value: { effectiveOn: effect, corrects: { version: waits } },
  });
});

test('urgent is a replacement alone, and who may hurry is settled on the main branch first', () => {
  using library = listedLibrary();
  cancel(library.root, decision, '2027-03-05');
  branchFrom(library);
  library.write('terms/document.yaml', `${library.read('terms/document.yaml')}urgentReplacement: true\n`);
  const urgent = { ...notice, summary: 'FOUR takes the place of TWO.', urgent: 'TWO was broken into.' };
  const added = listed(provider('one', 'active'), provider('two', 'active'), provider('four', 'active'));
  library.write('subprocessors/list.yaml', added);

  expect(publish(library.root, urgent, '2027-03-10')).toMatchObject({
    ok: false,
    problems: ['Urgent is the replacement of one subprocessor by another in the list: nothing else changes with it.'],
  });
  library.write('subprocessors/list.yaml', added.replace(provider('two', 'active'), provider('two', 'removed', gone)));
  expect(publish(library.root, urgent, '2027-03-10')).toMatchObject({
    ok: true,
    value: { effectiveOn: '2027-03-10' },
  });
  expect(check(library.root, { main: { ref: 'main', today: '2027-03-10' } }).map(showProblem)).toEqual([
    expect.stringContaining('What customers agreed to lets nobody shorten the notice'),
  ]);
});
