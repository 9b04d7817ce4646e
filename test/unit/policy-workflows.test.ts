import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Record<string, unknown>;
}

interface Job {
  readonly needs?: string;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: Record<string, unknown>;
  readonly permissions: Record<string, string>;
  readonly jobs: Record<string, Job>;
}

function workflow(name: string) {
  const text = readFileSync(join(import.meta.dirname, '../../.github/workflows', `${name}.yml`), 'utf8');
  const read = parse(text) as Workflow;
  return { ...read, text, steps: Object.values(read.jobs).flatMap(({ steps }) => steps) };
}

const names = ['ci', 'policy-review', 'policy-comment', 'publish-document', 'postpone-or-cancel', 'ledger-head'];

test.each(names)('in the workflow %s nothing that somebody typed becomes part of a script', (name) => {
  const { steps } = workflow(name);
  const scripts = steps.map(({ run, with: given }) => `${run ?? ''}${given?.['script'] ?? ''}`);

  expect(steps.length).toBeGreaterThan(0);
  expect(scripts.filter((script) => script.includes('${{'))).toEqual([]);
});

test('what a pull request brings runs read-only, and without secrets', () => {
  const { on, permissions, text } = workflow('policy-review');

  expect(Object.keys(on)).toEqual(['pull_request', 'push']);
  expect(permissions).toEqual({ contents: 'read' });
  expect(text).not.toContain('secrets.');
  expect(text).not.toContain('pull_request_target');
});

test('what may comment runs nothing that a pull request brought', () => {
  const { on, permissions, steps } = workflow('policy-comment');

  expect(Object.keys(on)).toEqual(['workflow_run']);
  expect(permissions).toEqual({ actions: 'read', 'pull-requests': 'write' });
  expect(steps.map(({ uses }) => uses?.split('@')[0])).toEqual(['actions/download-artifact', 'actions/github-script']);
});

test('publishing asks for document, day, class, summary, and who approved it in what capacity', () => {
  const { on } = workflow('publish-document');
  const { inputs } = on['workflow_dispatch'] as { inputs: Record<string, unknown> };

  expect(Object.keys(inputs)).toEqual(
    expect.arrayContaining(['document', 'effective_on', 'class', 'summary', 'approved_by', 'capacity']),
  );
});

test('the head of the ledger is fetched each day from the address that the repository names, checked, and committed alone', () => {
  const { on, permissions, text, steps } = workflow('ledger-head');

  expect(Object.keys(on)).toEqual(['schedule', 'workflow_dispatch']);
  expect(permissions).toEqual({ contents: 'write' });
  expect(text).toMatch(/LEDGER_ORIGIN: \$\{\{ vars\.LEDGER_ORIGIN \}\}/);
  expect(text).not.toContain('secrets.');
  const scripts = steps.map(({ run }) => run ?? '');
  const [fetched, committed] = ['ledger witness', 'git push'].map((words) =>
    scripts.findIndex((script) => script.includes(words)),
  );
  expect(fetched).toBeGreaterThan(0);
  expect(committed).toBeGreaterThan(fetched ?? 0);
  expect(scripts[committed ?? 0]).toContain('git add -- content/ledger-heads.jsonl');
});

test('the container is built with what the tests of the same commit proved', () => {
  const { jobs } = workflow('ci');
  const files = readFileSync(join(import.meta.dirname, '../../.dockerignore'), 'utf8').split('\n');
  const container = jobs['container'];
  const uses = (job: Job | undefined, action: string) =>
    job?.steps.findIndex(({ uses }) => uses?.startsWith(action)) ?? -1;
  const build = container?.steps.findIndex(({ run }) => run?.includes('docker build')) ?? -1;
  const kept = jobs['test']?.steps.filter(({ uses }) => uses?.startsWith('actions/upload-artifact')) ?? [];

  expect(kept.map(({ with: given }) => given)).toContainEqual(
    expect.objectContaining({ name: 'proofs', path: 'proofs.json', 'if-no-files-found': 'error' }),
  );
  expect(container?.needs).toBe('test');
  expect(uses(container, 'actions/checkout')).toBeLessThan(uses(container, 'actions/download-artifact'));
  expect(uses(container, 'actions/download-artifact')).toBeLessThan(build);
  expect(files).not.toContain('proofs.json');
});

test('postponing and cancelling ask for a reason, and for who decided it in what capacity', () => {
  const { on, text } = workflow('postpone-or-cancel');
  const { inputs } = on['workflow_dispatch'] as { inputs: Record<string, { required?: boolean; options?: string[] }> };

  expect(inputs['decision']?.options).toEqual(['postpone', 'cancel']);
  for (const name of ['document', 'decision', 'reason', 'by', 'capacity']) expect(inputs[name]?.required).toBe(true);
  expect(inputs['effective_on']?.required).toBeUndefined();
  // The pull request brings the line and nothing else.
  expect(text).toContain('git add -- "content/$DOCUMENT/chain.jsonl"');
});
