import { expect, test } from 'vitest';
import { resultsOfPlaywright, resultsOfVitest, tallyOf } from '../results.ts';

test('what failed is named with its file and why, also a file that does not load', () => {
  const report = {
    testResults: [
      {
        name: '/repo/test/unit/sums.test.ts',
        status: 'failed',
        message: '',
        assertionResults: [
          { fullName: ' adds', status: 'passed', failureMessages: [] },
          { fullName: ' subtracts', status: 'failed', failureMessages: ['expected 1 to be 2'] },
          { fullName: ' divides', status: 'pending' },
        ],
      },
      { name: '/repo/test/unit/broken.test.ts', status: 'failed', message: 'Unexpected token', assertionResults: [] },
    ],
  };

  expect(tallyOf(resultsOfVitest(report), 1)).toMatchObject({
    passed: 1,
    skipped: 1,
    failures: [
      { file: '/repo/test/unit/sums.test.ts', test: 'subtracts', why: ['expected 1 to be 2'] },
      { file: '/repo/test/unit/broken.test.ts', why: ['Unexpected token'] },
    ],
  });
});

test('a journey that passes only when repeated has failed', () => {
  const spec = {
    title: 'signs up',
    file: 'accounts.test.ts',
    tests: [{ status: 'flaky', annotations: [], results: [{ errors: [{ message: 'Timeout' }] }, { errors: [] }] }],
  };
  const report = { suites: [{ title: 'accounts.test.ts', specs: [spec] }] };

  expect(tallyOf(resultsOfPlaywright(report), 0).failures).toMatchObject([
    { file: 'accounts.test.ts', test: 'signs up', why: ['Timeout'] },
  ]);
});

test('a run that says nothing, or ends badly with nothing failed, has failed', () => {
  const passed = resultsOfVitest({ testResults: [{ assertionResults: [{ fullName: 'adds', status: 'passed' }] }] });

  expect(tallyOf(passed, 0).failures).toEqual([]);
  expect(tallyOf(passed, 1).failures).toHaveLength(1);
  for (const report of [null, {}, { testResults: [] }]) {
    expect(tallyOf(resultsOfVitest(report), 0).failures).toHaveLength(1);
    expect(tallyOf(resultsOfPlaywright(report), 0).failures).toHaveLength(1);
  }
});
