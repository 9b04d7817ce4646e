import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../../server/result.ts';
import {
  type ChainLine,
  type ChangeClass,
  canonicalJson,
  conflictMarker,
  link,
  type Party,
  parseLine,
  readChain,
} from './chain.ts';
import { versionsOf } from './chain-effects.ts';
import { dayAfter, problemsOf } from './chain-rules.ts';
import { addDays, type Day } from './days.ts';
import { fileOn, type Git, gitIn } from './git.ts';
import { type Document, type Library, readLibrary, waiting } from './library.ts';
import { derive } from './publish.ts';
import { noticeFor } from './publish-rules.ts';
import { documentIn, refuse, writeLines, writeVersion } from './publish-write.ts';

/** What may be said anew about a line that is derived anew. */
export interface Rederivation {
  readonly document: string;
  /** The branch that publishes. */
  readonly main: string | null;
  readonly approvedBy: Party | null;
  readonly class: ChangeClass | null;
  readonly confirm?: string | undefined;
  /** The login of who runs it at the host. */
  readonly recordedBy?: string | undefined;
}

/**
 * Puts the line of this branch behind those that the main branch has, as if it were made today: two publications met,
 * or one was merged too late for its notice.
 */
export async function rederive(root: string, wanted: Rederivation, now: Day): Promise<Result<ChainLine, string>> {
  const { library } = readLibrary(root);
  if (!library) return refuse('company.yaml cannot be read: run `npm run policy -- check`.');
  const document = documentIn(library, wanted.document);
  if (!document.ok) return document;
  const folder = join(root, wanted.document);
  const git = gitIn(folder);
  const main = mainOf(git, wanted.main);
  if (!main.ok) return main;

  const { formerly } = document.value;
  const base = readChain(`${wanted.document}/chain.jsonl`, fileOn(git, main.value, formerly, 'chain.jsonl') ?? '');
  if (base.problems.length > 0) return refuse(`The chain on ${main.value} is itself broken.`);
  const today = dayAfter(base.lines, now);
  const own = ownLines(readFileSync(join(folder, 'chain.jsonl'), 'utf8'), base.lines);
  const [line, second] = own;
  if (!line) return refuse(`Every line is on ${main.value} already: there is nothing to derive anew.`);
  if (second) return refuse(`This branch adds ${own.length} lines. Derive one at a time: one branch, one event.`);

  const versions = versionsOf(base.lines);
  const before = { ...document.value, chain: base.lines, versions, files: versions.map(({ version }) => version) };
  const { recordedBy } = wanted;
  if (line.event !== 'published')
    return decideAgain(library, before, { ...line, recordedBy }, { today, main: main.value });

  // A merge left both texts of one name in one file: what is published is what the main branch has.
  restore(git, folder, main.value, before);
  const publication = { ...line, ...saidAnew(before, line, wanted, today) };
  const derived = await derive(library, before, { ...publication, document: wanted.document }, today);
  if (!derived.ok) {
    const isEarly = waiting(before, today) !== null;
    return isEarly ? { ok: false, problems: [...derived.problems, takeBack(before, line, main.value)] } : derived;
  }
  if (derived.value.line.textSha256 !== line.textSha256 && !wanted.approvedBy) {
    const { name } = line.approvedBy;
    return refuse(
      `The draft is no longer the text that ${name} approved: it was edited, or holds what was published meanwhile. Say who approves it as it is now: --approved-by "…" --capacity "…".`,
    );
  }

  if (!before.files.includes(line.version)) rmSync(join(folder, `${line.version}.mdx`), { force: true });
  writeVersion(library, wanted.document, [...base.lines, derived.value.line], derived.value.line, derived.value.source);
  return { ok: true, value: derived.value.line };
}

/** What to do with a line whose turn has not come. */
function takeBack({ slug, files }: Document, { version }: ChainLine, main: string): string {
  const chain = `content/${slug}/chain.jsonl`;
  const text = `content/${slug}/${version}.mdx`;
  const isMain = files.includes(version);
  const paths = isMain ? `${chain} ${text}` : chain;
  const rest = isMain ? '' : `, and remove ${text}`;
  return `Take this branch's line back with \`git checkout ${main} -- ${paths}\`${rest}. The draft stays, and is published after that day.`;
}

function decideAgain(
  library: Library,
  { slug, chain, files }: Document,
  { seq, previous, ...event }: Extract<ChainLine, { event: 'postponed' | 'cancelled' }>,
  { today, main }: { today: Day; main: string },
): Result<ChainLine, string> {
  const line = link(chain, { ...event, on: today });
  const problems = problemsOf(chain, line);
  if (problems.length > 0) {
    const back = `Take this branch's line back with \`git checkout ${main} -- content/${slug}/chain.jsonl\`: ${main} has decided already.`;
    return { ok: false, problems: [...problems, back] };
  }
  const missing = files.filter((file) => !existsSync(join(library.root, slug, `${file}.mdx`)));
  if (missing.length > 0) return refuse(`Version ${missing[0]} of the main branch is missing here: merge it first.`);
  writeLines(library.root, slug, [...chain, line]);
  return { ok: true, value: line };
}

/** The day of effect is kept where it is still lawful. */
function saidAnew(
  before: Document,
  line: Extract<ChainLine, { event: 'published' }>,
  { approvedBy, class: newClass, confirm, recordedBy }: Rederivation,
  today: Day,
) {
  const change = newClass ?? line.class;
  const earliest = addDays(today, noticeFor(before, change));
  return {
    class: change,
    effectiveOn: line.effectiveOn < earliest ? null : line.effectiveOn,
    approvedBy: approvedBy ?? line.approvedBy,
    confirm: confirm ?? line.confirmed,
    recordedBy,
  };
}

/** The branch that publishes, when this branch has all that it has. */
export function mainOf(git: Git, wanted: string | null): Result<string, string> {
  const known = (name: string) => git('rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`);
  const name = (wanted === null ? ['origin/main', 'main', 'origin/master', 'master'] : [wanted]).find(known);
  if (!name) {
    return refuse(
      wanted === null
        ? 'Git tells of no main branch here: run it in a clone, or name the branch with --main.'
        : `Git knows no "${wanted}" here: fetch it first.`,
    );
  }
  const merging = ['HEAD', 'MERGE_HEAD', 'ORIG_HEAD'].some(
    (head) => git('merge-base', '--is-ancestor', name, head) !== null,
  );
  return merging ? { ok: true, value: name } : refuse(`This branch has not all that ${name} has: merge it first.`);
}

/** The lines that the main branch has not, whatever a merge left around them. */
function ownLines(text: string, base: readonly ChainLine[]): ChainLine[] {
  const known = new Set(base.map(canonicalJson));
  const written = new Set(text.split('\n').filter((line) => line !== '' && !conflictMarker.test(line)));
  return [...written]
    .map((bytes) => parseLine(bytes))
    .filter((line) => typeof line !== 'string')
    .filter((line) => !known.has(canonicalJson(line)));
}

/** The texts that the main branch published stand as they are there. */
function restore(git: Git, folder: string, main: string, { files, formerly }: Document): void {
  for (const version of files) {
    const source = fileOn(git, main, formerly, `${version}.mdx`);
    if (source !== null) writeFileSync(join(folder, `${version}.mdx`), source);
  }
}
