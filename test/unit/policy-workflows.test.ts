import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Record<string, unknown>;
  readonly env?: Record<string, string>;
}

interface Job {
  readonly needs?: string;
  readonly permissions?: Record<string, string>;
  readonly environment?: string;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: Record<string, unknown>;
  readonly permissions: Record<string, string>;
  readonly jobs: Record<string, Job>;
}

function workflow(name: string) {
  const text = readFileSync(join(folder, `${name}.yml`), 'utf8');
  const read = parse(text) as Workflow;
  return { ...read, text, steps: Object.values(read.jobs).flatMap(({ steps }) => steps) };
}

const folder = join(import.meta.dirname, '../../.github/workflows');
const names = readdirSync(folder).map((file) => file.slice(0, -'.yml'.length));

test.each(names)('in the workflow %s nothing that somebody typed becomes part of a script', (name) => {
  const { steps } = workflow(name);
  const scripts = steps.map(({ run, with: given }) => `${run ?? ''}${given?.['script'] ?? ''}`);

  expect(steps.length).toBeGreaterThan(0);
  expect(scripts.filter((script) => script.includes('${{'))).toEqual([]);
});

test.each(names)(
  'the workflow %s takes the actions of others by their digest, and says which version that is',
  (name) => {
    const { steps, text } = workflow(name);
    const used = steps.flatMap(({ uses }) => uses ?? []);

    for (const action of used) {
      expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
      expect(text).toMatch(new RegExp(`uses: ${action} # v\\d+\\.\\d+\\.\\d+\n`));
    }
  },
);

/** A job's own permissions count; where it names none, the workflow's. */
function permissionsOf(workflow: Workflow, job: Job): string[] {
  const given = job.permissions ?? workflow.permissions;
  return Object.entries(given).map(([what, how]) => `${what}: ${how}`);
}

const installs = (job: Job) => job.steps.some(({ run }) => /\bnpm\b|\bnode\b|\.ci\/run/.test(run ?? ''));

test.each(names)('in the workflow %s no job that installs packages can write, or holds a secret', (name) => {
  const read = workflow(name);
  for (const job of Object.values(read.jobs).filter(installs)) {
    expect(permissionsOf(read, job)).toEqual(['contents: read']);
    expect(JSON.stringify(job)).not.toContain('secrets.');
    for (const step of job.steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))) {
      expect(step.with).toMatchObject({ 'persist-credentials': false });
      expect(step.with).not.toHaveProperty('token');
    }
    // The one token that is used reads, and is handed to git alone.
    const holders = job.steps.filter(({ env }) => JSON.stringify(env ?? {}).includes('github.token'));
    for (const { run } of holders) expect(run).not.toMatch(/\bnpm\b|\bnode\b/);
  }
});

test.each(names)('in the workflow %s no job that can write installs packages', (name) => {
  const read = workflow(name);
  const writing = Object.values(read.jobs).filter((job) =>
    permissionsOf(read, job).some((one) => one.endsWith('write')),
  );

  expect(writing.filter(installs)).toEqual([]);
  for (const { steps } of writing) {
    for (const { uses, with: given } of steps) {
      if (uses?.startsWith('actions/checkout@')) expect(given).toMatchObject({ 'persist-credentials': false });
    }
  }
});

test.each(['policy-review', 'publish-document', 'postpone-or-cancel', 'ledger-head'])(
  'the workflow %s runs no script of a package, and takes no package from a cache that others fill',
  (name) => {
    const { steps } = workflow(name);
    const installing = steps.filter(({ run }) => /\bnpm (ci|i|install)\b/.test(run ?? ''));

    expect(installing).not.toEqual([]);
    for (const { run } of installing) expect(run).toContain('--ignore-scripts');
    for (const { uses, with: given } of steps) {
      if (uses?.startsWith('actions/setup-node@')) expect(given).not.toHaveProperty('cache');
    }
  },
);

test('a pull request is reviewed by the main branch’s own workflow and check, as data that is never checked out', () => {
  const { on, permissions, jobs, steps, text } = workflow('policy-review');
  const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
  const scripts = steps.map(({ run }) => run ?? '').join('\n');

  expect(Object.keys(on)).toEqual(['pull_request_target', 'push']);
  expect(permissions).toEqual({});
  expect(text).not.toContain('secrets.');
  expect(checkouts.map(({ with: given }) => Object.keys(given ?? {}))).toEqual([
    ['persist-credentials', 'fetch-depth'],
  ]);
  expect(scripts).not.toMatch(/git (checkout|switch|merge|pull|worktree|reset|restore)\b|\bnpx\b/);
  expect(scripts).toMatch(/review --json "--main=\$GITHUB_SHA" "--branch=\$HEAD_COMMIT"/);
  expect(Object.values(jobs).flatMap((job) => (job.permissions?.['pull-requests'] ? [job] : []))).toHaveLength(1);
});

test('what may comment has no text, no program and no package at hand', () => {
  const { jobs } = workflow('policy-review');

  expect(jobs['comment']?.permissions).toEqual({ 'pull-requests': 'write' });
  expect(jobs['comment']?.steps.map(({ uses }) => uses?.split('@')[0]).sort()).toEqual([
    'actions/download-artifact',
    'actions/github-script',
  ]);
});

/** Runs the script that comments, with a host that keeps what it is told. */
async function comment(review: string | null, before: readonly object[] = []) {
  const { jobs } = workflow('policy-review');
  const commenting = jobs['comment']?.steps.find(({ uses }) => uses?.startsWith('actions/github-script@'));
  const script = String(commenting?.with?.['script']);
  const file = join(mkdtempSync(join(tmpdir(), 'review-')), 'review.json');
  if (review !== null) writeFileSync(file, JSON.stringify({ review, whole: review, problems: 0 }));
  const told: { made: string | null; changed: [number, string] | null } = { made: null, changed: null };
  const issues = {
    createComment: async ({ body }: { body: string }) => {
      told.made = body;
    },
    updateComment: async ({ comment_id, body }: { comment_id: number; body: string }) => {
      told.changed = [comment_id, body];
    },
  };
  const context = {
    ...{ repo: { owner: 'acme', repo: 'legal' }, payload: { pull_request: { number: 7 } } },
    ...{ serverUrl: 'https://host.example', runId: 12 },
  };
  const run = new Function('github', 'context', 'require', 'process', `return (async () => {${script}})()`);
  const github = { rest: { issues }, paginate: async () => before };
  await run(github, context, createRequire(import.meta.url), { env: { FILE: file, PREVIEW: '99' } });
  return told;
}

test.each<[string, string]>([
  ['backticks', '`'.repeat(60_000)],
  ['tildes', '~'.repeat(60_000)],
  ['lines of tildes', '~~~~~~~~~~~~\n@everyone <img src=x>\n'.repeat(2_000)],
  ['tildes between signs that are not seen', '~\u200b~\u200b~\u200b~\u200b'.repeat(5_000)],
  ['joined emoji', '👩‍👩‍👧‍👦'.repeat(10_000)],
  ['carriage returns', `a\r~~~~~~~~~~~~\r@everyone\r`.repeat(2_000)],
  ['more than a comment holds', 'A line of redline.\n'.repeat(100_000)],
])('a review of %s stays text, and below what the host takes', async (_, review) => {
  const { made } = await comment(review);

  expect(made?.length).toBeLessThan(65_536);
  const lines = made?.split('\n') ?? [];
  const fences = lines.flatMap((line, index) => (/^ {0,3}(~{12,}|`{3,})/.test(line) ? [index] : []));
  const [first = 0, last = 0] = fences.filter((index) => lines[index]?.startsWith('~'));
  expect(lines[first]).toBe('~~~~~~~~~~~~ text');
  expect(lines.slice(last)).toEqual(['~~~~~~~~~~~~', '']);
  expect(lines.slice(0, first).join('\n')).not.toContain('everyone');
});

test('the comment is one, changed as the pull request goes on, and never somebody else’s', async () => {
  const mine = { id: 3, user: { type: 'Bot' }, body: '<!-- policy-review -->\nOld.' };
  const forged = { id: 2, user: { type: 'User' }, body: '<!-- policy-review -->\nForged.' };

  expect((await comment('New.', [forged, mine])).changed).toEqual([3, expect.stringContaining('New.')]);
  expect((await comment('New.', [forged])).made).toContain(
    'https://host.example/acme/legal/actions/runs/12/artifacts/99',
  );
});

test('a review that could not be made is said so', async () => {
  expect((await comment(null)).made).toContain('It could not be made; [the run]');
});

test.each(['publish-document', 'postpone-or-cancel'])('in %s who ran it is recorded, by the host’s word', (name) => {
  const { jobs } = workflow(name);
  const recording = Object.values(jobs).flatMap(({ steps }) =>
    steps.filter(({ run }) => run?.includes('"--recorded-by=$RECORDED_BY"')),
  );

  expect(recording).toHaveLength(1);
  expect(recording[0]?.env).toMatchObject({ RECORDED_BY: expect.stringContaining('github.triggering_actor') });
  expect(recording[0]?.run).toMatch(/\.ci\/summarised \S+ npm run --silent policy -- /);
});

test.each(['publish-document', 'postpone-or-cancel'])(
  'in %s the token is handed out in a place that can be guarded',
  (name) => {
    const { jobs } = workflow(name);
    const holding = Object.values(jobs).filter((job) => JSON.stringify(job).includes('secrets.'));

    expect(holding.map(({ environment }) => environment)).toEqual(['publishing']);
  },
);

function ci(script: string, args: readonly string[], input = '', env: Record<string, string> = {}) {
  const command = join(import.meta.dirname, '../../.ci', script);
  return spawnSync(command, args, { encoding: 'utf8', input, env: { ...process.env, ...env } });
}

test('a refusal stands in the summary of the job, as text; what goes well does not', () => {
  const folder = mkdtempSync(join(tmpdir(), 'summary-'));
  const [kept, summary] = [join(folder, 'kept.txt'), join(folder, 'summary.md')];
  const env = { GITHUB_STEP_SUMMARY: summary };

  const refused = ci('summarised', [kept, 'sh', '-c', 'echo "~~~~~~~~~~~~~~ @all"; echo why >&2; exit 3'], '', env);
  expect(refused.status).toBe(3);
  expect(readFileSync(summary, 'utf8')).toBe(
    '### Refused: nothing was changed\n\n~~~~~~~~~~~~ text\n~~~ ~~~~ ~~~~ ~~~ @all\nwhy\n\n~~~~~~~~~~~~\n',
  );
  const done = ci('summarised', [kept, 'echo', 'done'], '', env);
  expect([done.status, done.stdout, readFileSync(kept, 'utf8')]).toEqual([0, 'done\n', 'done\n']);
  expect(readFileSync(summary, 'utf8').match(/Refused/g)).toHaveLength(1);
});

test('a block of text ends where it should, whatever stands in it', () => {
  const { stdout } = ci('fence', [], `${'~'.repeat(60_000)}é`);

  expect(stdout.length).toBeLessThan(75_000);
  expect(stdout.match(/~{5,}/g)).toEqual(['~~~~~~~~~~~~', '~~~~~~~~~~~~']);
});

test('publishing asks for document, day, class, summary, and who approved it in what capacity', () => {
  const { on } = workflow('publish-document');
  const { inputs } = on['workflow_dispatch'] as { inputs: Record<string, unknown> };

  expect(Object.keys(inputs)).toEqual(
    expect.arrayContaining(['document', 'effective_on', 'class', 'summary', 'approved_by', 'capacity']),
  );
});

test('the head of the ledger is fetched each day from the address that the repository names, checked, and committed alone', () => {
  const { on, text, jobs } = workflow('ledger-head');
  const scripts = (name: string) => jobs[name]?.steps.map(({ run }) => run ?? '').join('\n') ?? '';

  expect(Object.keys(on)).toEqual(['schedule', 'workflow_dispatch']);
  expect(text).toMatch(/LEDGER_ORIGIN: \$\{\{ vars\.LEDGER_ORIGIN \}\}/);
  expect(text).not.toContain('secrets.');
  expect(scripts('witness')).toContain('ledger witness');
  expect(jobs['commit']?.needs).toBe('witness');
  expect(scripts('commit')).toContain('git add -- content/ledger-heads.jsonl');
});

test('the container is built with what the tests of the same commit proved', () => {
  const { jobs } = workflow('ci');
  const files = readFileSync(join(import.meta.dirname, '../../.dockerignore'), 'utf8').split('\n');
  const container = jobs['container'];
  const fetched = container?.steps.filter(({ uses }) => uses?.startsWith('actions/download-artifact')) ?? [];
  const build = container?.steps.find(({ run }) => run?.includes('docker build'));
  const kept = jobs['test']?.steps.filter(({ uses }) => uses?.startsWith('actions/upload-artifact')) ?? [];

  expect(kept.map(({ with: given }) => given)).toContainEqual(
    expect.objectContaining({ name: 'proofs', path: 'proofs.json', 'if-no-files-found': 'error' }),
  );
  expect(container?.needs).toBe('test');
  expect(fetched.map(({ with: given }) => given)).toEqual([{ name: 'proofs' }]);
  // Whatever came first: an image whose page of promises does not name the commit is not kept.
  expect(build?.run).toMatch(/grep -q "for commit \$\{GITHUB_SHA:0:12\}".*docker save/s);
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
