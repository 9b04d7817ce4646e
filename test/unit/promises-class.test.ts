import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLibrary } from '../../src/library/model/library.ts';
import { checkPromises } from '../../src/library/promises/check.ts';
import { classPatch } from '../../src/library/promises/class-patch.ts';
import { rollForward } from '../../src/library/promises/obsolete-quotes.ts';
import { filesIn } from '../../src/library/promises/promise-files.ts';
import { readClassing } from '../../src/library/promises/promises.ts';
import { answerRest, askForClasses, openQuestions } from '../../src/library/promises/questionnaire/questionnaire.ts';
import { publish } from '../../src/library/publishing/publish.ts';
import { draft, type ScratchLibrary, scratchLibrary } from '../support/library.ts';
import { policy } from '../support/policy.ts';

const today = '2026-11-24';
const approvedBy = { name: 'Ada Lovelace', capacity: 'General Counsel' };

/** A document of its own, published with a promise that a test keeps, one that is open, and plain statements. */
function published(): ScratchLibrary {
  const library = scratchLibrary();
  library.write('terms/document.yaml', library.read('security/document.yaml').replace('Security', 'Terms'));
  library.write(
    'terms/draft.mdx',
    draft(
      [
        '## Answers [#answers]\n\nWe answer within 30 days. Ask us anything.',
        '## Backups [#backups]\n\nWe keep no backup longer than a month.',
        '## Law [#law]\n\nThe law of Delaware applies, whatever happens.',
      ].join('\n\n'),
    ),
  );
  library.write(
    'promises/plain/terms.txt',
    '# Read in November.\nAsk us anything.\nThe law of Delaware applies, whatever happens.\n',
  );
  library.write(
    'promises/answers.yaml',
    `# Ours.
scope: this-site
quotes:
  - document: terms
    sentence: We answer within 30 days.
proof:
  product: answer-within-30-days
confirmed:
  - by: Grace Hopper
    on: "2026-11-23"
    wordings:
      - We answer within 30 days.
`,
  );
  library.write(
    'promises/backups.yaml',
    'scope: this-site\nquotes:\n  - document: terms\n    sentence: We keep no backup longer than a month.\nproof:\n  open: The next work.\n',
  );
  const first = { document: 'terms', summary: 'First.', approvedBy, class: null, effectiveOn: null };
  expect(publish(library.root, first, '2026-11-23')).toMatchObject({ ok: true });
  return library;
}

function amend(library: ScratchLibrary): void {
  library.edit('terms/draft.mdx', 'within 30 days', 'within 3 days');
  library.edit('terms/draft.mdx', 'We keep no backup longer than a month.', 'Backups are made.');
  library.edit('terms/draft.mdx', 'applies, whatever happens.', 'applies: "whatever" happens. We pay for it.');
}

/** Answers in turn, and leaves when there are none left. */
function terminal(...answers: string[]) {
  const said: string[] = [];
  return {
    said,
    say: (line: string) => void said.push(line),
    ask: async (question: string) => {
      said.push(question);
      return answers.shift() ?? null;
    },
  };
}

function problemsIn({ root }: ScratchLibrary, on = today) {
  const problems = checkPromises(openLibrary(root), on);
  return problems.filter(({ file }) => /terms|answers|backups/.test(file));
}

function classing({ root }: ScratchLibrary) {
  const { promises, plain } = readClassing(root, []);
  const quotes = promises.flatMap(({ id, quotes }) =>
    quotes.filter(({ document }) => document === 'terms').map(({ wordings }) => [id, ...wordings]),
  );
  return { quotes, plain: plain.get('terms'), promises };
}

test('an amendment of three clauses is classed by one command', async () => {
  using library = published();
  amend(library);
  const about = { root: library.root, document: 'terms', today };
  const person = terminal(
    's',
    'another',
    'backup-making',
    'this-site',
    '',
    '',
    'a',
    'costs',
    '',
    'Our counsel.',
    'Too dear.',
  );

  expect(await askForClasses(about, person)).toBe(false);

  expect(person.said).toContain('  It replaces: We answer within 30 days. (promised: answers)');
  expect(person.said).toContain('  Promised, and no longer said: We keep no backup longer than a month. (backups)');
  const { quotes, plain, promises } = classing(library);
  expect(quotes).toEqual([
    ['answers', 'We answer within 30 days.', 'We answer within 3 days.'],
    ['backup-making', 'Backups are made.'],
    ['backups', 'We keep no backup longer than a month.'],
    ['costs', 'We pay for it.'],
  ]);
  expect(plain).toContain('The law of Delaware applies: "whatever" happens.');
  expect(promises.find(({ id }) => id === 'costs')).toMatchObject({
    scope: 'company',
    proof: { outside: 'Our counsel.' },
  });
  expect(promises.find(({ id }) => id === 'backups')?.quotes[0]?.dropped).toBe('Too dear.');
  expect(library.read('promises/answers.yaml')).toMatch(/^# Ours\.\n/);
  expect(problemsIn(library)).toEqual([]);

  // Whoever stopped at the last question goes on there.
  const left = terminal('Grace Hopper');
  expect(await askForClasses(about, left)).toBe(true);
  expect(left.said.join('\n')).toContain('Its proof shows: For every day on which a request can arrive');
  expect(promises.find(({ id }) => id === 'answers')?.confirmed).toHaveLength(1);
  expect(classing(library).promises.find(({ id }) => id === 'answers')?.confirmed).toEqual([
    { by: 'Grace Hopper', on: '2026-11-23', wordings: ['We answer within 30 days.'] },
    { by: 'Grace Hopper', on: today, wordings: ['We answer within 3 days.'] },
  ]);
  expect(openQuestions(about).questions).toEqual({ new: [], gone: [], unconfirmed: [] });
});

test('who says yes to a new wording is asked for a name', async () => {
  using library = published();
  amend(library);
  const about = { root: library.root, document: 'terms', today };
  const person = terminal('s', 'p', 'p', 'p', '', 'yes', 'Grace Hopper');

  expect(await askForClasses(about, person)).toBe(true);

  expect(person.said).toContain('  The name, as “Ada Lovelace”; or nothing, where nobody says so yet.');
  expect(
    classing(library)
      .promises.find(({ id }) => id === 'answers')
      ?.confirmed.at(-1),
  ).toMatchObject({
    by: 'Grace Hopper',
  });
});

test('what was answered before an interruption is kept', async () => {
  using library = published();
  amend(library);
  const about = { root: library.root, document: 'terms', today };

  expect(await askForClasses(about, terminal('s', '', 'what?'))).toBe(false);
  expect(openQuestions(about).questions.new.map(({ sentence }) => sentence)).toEqual([
    'Backups are made.',
    'The law of Delaware applies: "whatever" happens.',
    'We pay for it.',
  ]);
});

test('a script that answers nothing is not asked for ever', async () => {
  using library = published();
  amend(library);
  const silent = { say: () => undefined, ask: async () => '?' };

  expect(await askForClasses({ root: library.root, document: 'terms', today }, silent)).toBe(false);
  expect(problemsIn(library)).not.toEqual([]);
});

test('the rest is plain at once, and no promise is lost by it', () => {
  using library = published();
  amend(library);
  library.edit('terms/draft.mdx', 'Backups are made.', 'We keep no backup longer than a week.');
  const about = { root: library.root, document: 'terms', today };

  answerRest(filesIn(library.root), 'terms', openQuestions(about));

  const { quotes, plain } = classing(library);
  expect(quotes).toEqual([
    ['answers', 'We answer within 30 days.', 'We answer within 3 days.'],
    ['backups', 'We keep no backup longer than a month.', 'We keep no backup longer than a week.'],
  ]);
  expect(plain).toEqual([
    '# Read in November.',
    'Ask us anything.',
    'The law of Delaware applies, whatever happens.',
    'The law of Delaware applies: "whatever" happens.',
    'We pay for it.',
  ]);
  expect(problemsIn(library)).toEqual([]);
  library.edit('terms/draft.mdx', 'We keep no backup longer than a week.', 'Be kind.');
  answerRest(filesIn(library.root), 'terms', openQuestions(about));
  expect(openQuestions(about).questions.gone).toMatchObject([{ promise: 'backups' }]);
  expect(openQuestions(about).questions.unconfirmed.map(({ sentence }) => sentence)).toEqual([
    'We answer within 3 days.',
  ]);
});

test('what no text says any more goes by itself when a version is published', async () => {
  using library = published();
  amend(library);
  const about = { root: library.root, document: 'terms', today };
  const answers = ['s', 'p', 'p', 'p', 'Too dear.', 'Grace Hopper'];
  expect(await askForClasses(about, terminal(...answers))).toBe(true);

  const notice = { document: 'terms', summary: 'Three.', approvedBy, class: 'notice' as const, effectiveOn: null };
  const waits = publish(library.root, notice, today);
  expect(waits).toMatchObject({ ok: true });
  // Until it is in effect the old text binds, and is known.
  expect(classing(library).quotes).toHaveLength(2);
  expect(problemsIn(library)).toEqual([]);
  const effectiveOn = waits.ok ? waits.value.effectiveOn : '';
  expect(problemsIn(library, effectiveOn)).toEqual([]);

  library.write('terms/draft.mdx', `${library.read('terms/draft.mdx')}\nBe well.\n`);
  expect(await askForClasses({ ...about, today: effectiveOn }, terminal('p'))).toBe(true);
  expect(publish(library.root, notice, effectiveOn)).toMatchObject({ ok: true });

  const { quotes, plain, promises } = classing(library);
  expect(quotes).toEqual([['answers', 'We answer within 3 days.']]);
  expect(promises.find(({ id }) => id === 'answers')?.confirmed).toEqual([
    { by: 'Grace Hopper', on: today, wordings: ['We answer within 3 days.'] },
  ]);
  expect(plain).toEqual([
    '# Read in November.',
    'Ask us anything.',
    'The law of Delaware applies: "whatever" happens.',
    'Backups are made.',
    'We pay for it.',
    'Be well.',
  ]);
  expect(problemsIn(library, effectiveOn)).toEqual([]);
});

test('nothing goes while a text cannot be read', () => {
  using library = published();
  const before = library.read('promises/answers.yaml');
  library.write('terms/draft.mdx', 'import x from "y"\n\n{broken');
  rollForward(library.root, 'terms', today);

  expect(library.read('promises/answers.yaml')).toBe(before);
  expect(library.read('promises/plain/terms.txt')).toContain('Ask us anything.');
});

test('a document that is new is classed as a whole', () => {
  using library = scratchLibrary();
  library.write('terms/document.yaml', library.read('security/document.yaml').replace('Security', 'Terms'));
  library.write('terms/draft.mdx', draft('We agree.\n\n## Law [#law]\n\n- Ours: "yes".\n- Yours.'));
  const about = { root: library.root, document: 'terms', today };

  answerRest(filesIn(library.root), 'terms', openQuestions(about));

  expect(library.read('promises/plain/terms.txt')).toBe('We agree.\nOurs: "yes".\nYours.\n');
  expect(problemsIn(library)).toEqual([]);
});

test('answers are typed or piped in, and a script is told what is left', async () => {
  using library = published();
  amend(library);
  const run = (input: string, ...args: string[]) =>
    spawnSync(
      process.execPath,
      [
        join(import.meta.dirname, '../../src/library/commands/cli.ts'),
        ...['class', '--document', 'terms', '--content', library.root, ...args],
      ],
      { input, encoding: 'utf8', env: { ...process.env, TODAY: today } },
    );

  const begun = run('s\nplain\n');
  expect(begun).toMatchObject({ status: 1, stderr: '' });
  expect(begun.stdout).toContain('terms: still to be classed: 2.');
  const terms = ['class', '--document', 'terms'];
  const told = await policy(library.root, [...terms, '--json'], today);
  expect(JSON.parse(told.stdout)).toMatchObject({ document: 'terms', new: [{}, {}], gone: [{}] });
  expect(await policy(library.root, [...terms, '--rest', 'promise'], today)).toMatchObject({ status: 64 });

  const rest = await policy(library.root, [...terms, '--rest', 'plain'], today);
  expect(rest).toMatchObject({ status: 1, stdout: expect.stringContaining('no longer says what "backups" promises') });
  expect(run('Too dear.\nyes\n', '--by', 'Grace Hopper')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('terms: every sentence is classed.'),
  });
  expect(library.read('promises/answers.yaml')).toContain(`by: Grace Hopper\n    on: ${today}`);
});

test('the classes are a patch too, which git applies', () => {
  using library = published();
  amend(library);
  library.write('imprint/document.yaml', library.read('security/document.yaml').replace('Security', 'Imprint'));
  library.write('imprint/draft.mdx', draft('We are here.'));

  const patch = classPatch(openLibrary(library.root), today) ?? '';

  expect(patch).toContain('+We are here.\n');
  expect(library.read('promises/plain/terms.txt')).not.toContain('We pay');
  const applied = spawnSync('git', ['apply', '-'], { cwd: join(library.root, '..'), input: patch, encoding: 'utf8' });
  expect(applied).toMatchObject({ status: 0, stderr: '' });
  expect(library.read('promises/plain/imprint.txt')).toBe('We are here.\n');
  expect(library.read('promises/answers.yaml')).toContain('      - We answer within 3 days.\nproof:');
  expect(classPatch(openLibrary(library.root), today)).toBeNull();
});
