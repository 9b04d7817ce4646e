import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { conflictMarker, link, readChain } from '../model/chain/chain.ts';
import { standingFor, versionInEffect, versionsOf, versionWaiting } from '../model/chain/effects.ts';
import {
  type CancelledLine,
  type ChainLine,
  type ChangeClass,
  type Party,
  type PostponedLine,
  type PublishedLine,
  parseLine,
} from '../model/chain/line.ts';
import { dayAfter, problemsOf } from '../model/chain/rules.ts';
import { addDays, type Day } from '../model/days.ts';
import { sha256 } from '../model/digest.ts';
import { canonicalJson } from '../model/files/canonical-json.ts';
import { commitOf, fileOn, type Git, gitIn } from '../model/git.ts';
import { type Document, inEffect, type Library, readLibrary, waiting } from '../model/library.ts';
import { fail, type Result, succeed } from '../model/result.ts';
import type { Publication } from './publication.ts';
import { derive, type Published, published } from './publish.ts';
import { noticeFor } from './rules.ts';
import { documentIn, freeze, writeLines, writeVersions } from './version-file.ts';

type Decided = PostponedLine | CancelledLine;

/** What may be said anew about a line that is derived anew. */
interface Rederivation {
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
export function rederive(root: string, wanted: Rederivation, now: Day): Result<Published | Decided, string> {
  const { library } = readLibrary(root);
  if (!library) return fail('company.yaml cannot be read: run `npm run policy -- check`.');
  const document = documentIn(library, wanted.document);
  if (!document.ok) return document;
  const folder = join(root, wanted.document);
  const git = gitIn(folder);
  const main = mainOf(git, wanted.main);
  if (!main.ok) return main;

  const { formerly } = document.value;
  const base = readChain(`${wanted.document}/chain.jsonl`, fileOn(git, main.value, formerly, 'chain.jsonl') ?? '');
  if (base.problems.length > 0) return fail(`The chain on ${main.value} is itself broken.`);
  const today = dayAfter(base.lines, now);
  const own = ownLines(readFileSync(join(folder, 'chain.jsonl'), 'utf8'), base.lines);
  const [line, second] = own;
  if (!line) return fail(`Every line is on ${main.value} already: there is nothing to derive anew.`);
  const isPair = own.length === 2 && second?.event === 'published' && second.corrects !== undefined;
  if (second && !isPair) {
    return fail(`This branch adds ${own.length} lines. Derive one at a time: one branch, one event.`);
  }

  const versions = versionsOf(base.lines);
  const before = { ...document.value, chain: base.lines, versions, files: versions.map(({ version }) => version) };
  const { recordedBy } = wanted;
  if (line.event !== 'published')
    return decideAgain(library, before, { ...line, recordedBy }, { today, main: main.value });

  const lines = own.filter((line) => line.event === 'published');
  const publication = saidAnew(before, line, wanted, today);
  const corrected = correctedBefore(library, before, lines, today);
  // A merge left both texts of one name in one file: what is published is what the main branch has.
  restore(git, folder, main.value, before);
  const derived = derive(library, before, publication, today, corrected);
  if (!derived.ok) {
    const isEarly = waiting(before, today) !== null && publication.class !== 'editorial' && !publication.urgent;
    return isEarly ? fail(...derived.problems, takeBack(before, line, main.value)) : derived;
  }
  const areApproved = derived.value.every(({ line }) => lines.some(({ textSha256 }) => textSha256 === line.textSha256));
  if (!areApproved && !wanted.approvedBy) {
    const { name } = line.approvedBy;
    return fail(
      `The draft is no longer the text that ${name} approved: it was edited, or holds what was published meanwhile. Say who approves it as it is now: --approved-by "…" --capacity "…".`,
    );
  }

  for (const { version } of lines) {
    if (!before.files.includes(version)) rmSync(join(folder, `${version}.mdx`), { force: true });
  }
  writeVersions(library, wanted.document, base.lines, derived.value);
  return succeed(published(derived.value));
}

/** The text in effect as this branch corrected it, while neither that nor the draft is another than it was. */
function correctedBefore(
  library: Library,
  before: Document,
  lines: readonly PublishedLine[],
  today: Day,
): string | null {
  const [line, beside] = lines;
  const path = join(library.root, before.slug, `${line?.version}.mdx`);
  if (!line || line.corrects || !existsSync(path)) return null;
  const earlier = versionsOf(before.chain.slice(0, line.seq - 1));
  const next = versionWaiting(earlier, line.publishedOn);
  const isAsBefore = inEffect(before, today)?.version === versionInEffect(earlier, line.publishedOn)?.version;
  const draft = freeze(library, before);
  const source = readFileSync(path, 'utf8');
  const isDraft = draft.ok && sha256(draft.value) === (beside ?? next)?.sourceSha256;
  return next && isAsBefore && isDraft && sha256(source) === line.sourceSha256 ? source : null;
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
  { seq, previous, ...event }: Decided,
  { today, main }: { today: Day; main: string },
): Result<Decided, string> {
  // What was decided of a version holds for the one that took its place meanwhile.
  const version = standingFor(versionsOf(chain), event.version)?.version ?? event.version;
  const line = link(chain, { ...event, version, on: today });
  const problems = problemsOf(chain, line);
  if (problems.length > 0) {
    const back = `Take this branch's line back with \`git checkout ${main} -- content/${slug}/chain.jsonl\`: ${main} has decided already.`;
    return fail(...problems, back);
  }
  const missing = files.filter((file) => !existsSync(join(library.root, slug, `${file}.mdx`)));
  if (missing.length > 0) return fail(`Version ${missing[0]} of the main branch is missing here: merge it first.`);
  writeLines(library.root, slug, [...chain, line]);
  return succeed(line);
}

/** The day of effect is kept where it is still lawful. */
function saidAnew(
  before: Document,
  line: PublishedLine,
  { approvedBy, class: newClass, confirm, recordedBy }: Rederivation,
  today: Day,
): Publication {
  const { corrects, urgent } = line;
  const change = newClass ?? (corrects ? (urgent === undefined ? 'editorial' : 'notice') : line.class);
  const earliest = addDays(today, noticeFor(before, change));
  return {
    document: before.slug,
    summary: corrects?.summary ?? line.summary,
    class: change,
    effectiveOn: corrects || line.effectiveOn < earliest ? null : line.effectiveOn,
    approvedBy: approvedBy ?? line.approvedBy,
    urgent,
    confirm: confirm ?? line.confirmed,
    recordedBy,
  };
}

/** The branch that publishes, when this branch has all that it has. */
function mainOf(git: Git, wanted: string | null): Result<string, string> {
  const name = (wanted === null ? ['origin/main', 'main', 'origin/master', 'master'] : [wanted]).find((name) =>
    commitOf(git, name),
  );
  if (!name) {
    return fail(
      wanted === null
        ? 'Git tells of no main branch here: run it in a clone, or name the branch with --main.'
        : `Git knows no "${wanted}" here: fetch it first.`,
    );
  }
  const merging = ['HEAD', 'MERGE_HEAD', 'ORIG_HEAD'].some(
    (head) => git('merge-base', '--is-ancestor', name, head) !== null,
  );
  return merging ? succeed(name) : fail(`This branch has not all that ${name} has: merge it first.`);
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
