import { expect, test } from 'vitest';
import { showProblem } from '../../src/library/model/problem.ts';
import { type Publication, publish } from '../../src/library/publishing/publish.ts';
import { check } from '../../src/library/review/check.ts';
import { type ScratchLibrary, scratchLibrary } from '../support/library.ts';

const publication: Publication = {
  document: 'security',
  summary: 'A change.',
  approvedBy: { name: 'Ada Lovelace', capacity: 'General Counsel' },
  class: 'editorial',
  effectiveOn: null,
  confirm: 'A test.',
};
const logs = '\n## Logs [#logs]\n\nSixty days.\n';

const problemsIn = ({ root }: ScratchLibrary) => check(root).map(showProblem);

/** Security, in whose newest version a clause #logs stands, and whose draft has it no more. */
function withoutLogs(): ScratchLibrary {
  const library = scratchLibrary();
  const draft = library.read('security/draft.mdx');
  library.write('security/draft.mdx', draft + logs);
  publish(library.root, publication, '2027-03-01');
  library.write('security/draft.mdx', draft);
  return library;
}

function retire(library: ScratchLibrary): void {
  library.write('security/document.yaml', `${library.read('security/document.yaml')}retired:\n  - logs\n`);
}

test('a clause that a draft drops is asked for, or retired by name', () => {
  using library = withoutLogs();

  expect(problemsIn(library)).toEqual([
    'content/security/draft.mdx: The clause #logs ("Logs") of version 2027-03-01 is gone. If it is gone for good, add "- logs" under "retired:" in content/security/document.yaml; otherwise give its heading the id back.',
  ]);
  retire(library);
  expect(problemsIn(library)).toEqual([]);
});

test('a retired id is never given to another clause', () => {
  using library = withoutLogs();
  const draft = library.read('security/draft.mdx');
  retire(library);
  publish(library.root, publication, '2027-03-02');

  library.write('security/draft.mdx', `${draft}\n## Lumber [#logs]\n\nOak.\n`);
  expect(problemsIn(library)).toEqual([
    expect.stringContaining('(#logs): The id #logs is retired: it led to "Logs" in version 2027-03-01.'),
  ]);
  library.write('security/draft.mdx', draft + logs);
  expect(problemsIn(library)).toEqual([]);
});

test('an id that was never published cannot be retired', () => {
  using library = scratchLibrary();
  retire(library);

  expect(problemsIn(library)).toEqual([
    expect.stringContaining('content/security/document.yaml: No published version has a clause #logs.'),
  ]);
});

test('a clause may be headed anew under its id', () => {
  using library = scratchLibrary();
  library.edit('security/draft.mdx', '## Report a problem', '## Tell us of a problem');

  expect(problemsIn(library)).toEqual([]);
});
