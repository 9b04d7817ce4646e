import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { conflictMarker, readChain } from '../model/chain/chain.ts';
import { versionsOf } from '../model/chain/effects.ts';
import type { PublishedLine } from '../model/chain/line.ts';
import { isSame } from '../model/git.ts';
import { type Document, type Library, versioned } from '../model/library.ts';
import { namesOf } from '../model/names.ts';
import { type Problem, problemIn } from '../model/problem.ts';
import { attempt } from '../model/result.ts';
import type { Committed, MainBranch } from './main-branch.ts';

/**
 * Whether all that the main branch published stands here as it stands there: each chain goes on from its last byte,
 * each version is the same, no document is gone or has another name.
 */
export function checkFrozen(library: Texts, main: MainBranch): Problem[] {
  if (main.known.length === 0) {
    const problem = `Git cannot tell here where this branch left ${main.name}: its history is not all there.`;
    const remedy = 'Fetch the whole history (`git fetch --unshallow`), or update the branch, and check again.';
    return [problemIn('../', problem, remedy)];
  }
  const problems = main.known.flatMap((known) => heldAgainst(library, known, main.name));
  const told = new Map(problems.map((problem) => [`${problem.file}:${problem.line}`, problem]));
  return [...told.values(), ...missed(library, main)];
}

type Texts = Pick<Library, 'root' | 'documents' | 'purposes'>;

/** What a document was called when the main branch published it. */
export function slugOn(main: Committed, document: Pick<Document, 'slug' | 'formerly'>): string {
  return namesOf(document).find((name) => main.bytes(`${name}/chain.jsonl`) !== null) ?? document.slug;
}

/** The lines of a chain behind those that the main branch has; null where it does not go on from them. */
export function linesAfter(root: string, slug: string, before: Buffer | null): string[] | null {
  const [bytes, begun] = [chainIn(root, slug), before ?? Buffer.alloc(0)];
  if (!startsWith(bytes, begun)) return null;
  return bytes.subarray(begun.length).toString('utf8').split('\n').filter(Boolean);
}

/** A document, with the notice that the main branch knows: who wants a shorter one, or none, changes that first. */
export function ruledBy(main: Committed, document: Document): Document {
  const rules = rulesOn(main, document);
  const noticeDays = Math.max(document.noticeDays, rules?.noticeDays ?? 0);
  return {
    ...document,
    noticeDays,
    urgentReplacement: document.urgentReplacement && rules?.urgentReplacement === true,
  };
}

/** The document as the main branch describes it; null where it has none, or none that can be read. */
export function rulesOn(main: Committed, document: Pick<Document, 'slug' | 'formerly'>): Document | null {
  const was = slugOn(main, document);
  return (main.library ? versioned(main.library) : []).find(({ slug }) => slug === was) ?? null;
}

/** A first version that the main branch's own rules allow to be made once more. */
export function firstVersionOpen(main: Committed, slug: string): PublishedLine | null {
  const document = rulesOn(main, { slug, formerly: [] });
  const [first, second] = document?.chain ?? [];
  const isOpen = document?.provisional && !document.publishedElsewhere;
  return isOpen && first?.event === 'published' && !first.imported && !second ? first : null;
}

export function chainIn(root: string, slug: string): Buffer {
  return bytesOf(join(root, slug, 'chain.jsonl')) ?? Buffer.alloc(0);
}

export function isMerging(chain: Buffer): boolean {
  return chain
    .toString('utf8')
    .split('\n')
    .some((line) => conflictMarker.test(line));
}

function heldAgainst(library: Texts, main: Committed, name: string): Problem[] {
  const { root } = library;
  const problems: Problem[] = [];
  const renamed = new Map(versioned(library).map((document) => [slugOn(main, document), document.slug]));
  for (const { path } of main.entries.values()) {
    const bytes = path.endsWith('.jsonl') ? main.bytes(path) : null;
    if (!bytes || bytes.length === 0) continue;
    const [, slug] = /^(.+)\/chain\.jsonl$/.exec(path) ?? [];
    if (slug !== undefined) checkDocument(slug, folderOf(slug), bytes);
    else checkLines(path, bytesOf(join(root, path)), bytes);
  }
  for (const document of versioned(library)) checkNames(document);
  return problems;

  /** Where a document is that the main branch has: under its name, whoever else claims to have had that, or renamed. */
  function folderOf(slug: string): string {
    return existsSync(join(root, slug)) ? slug : (renamed.get(slug) ?? slug);
  }

  function checkDocument(slug: string, folder: string, chain: Buffer): void {
    if (bytesOf(join(root, folder, 'chain.jsonl')) === null) {
      reportGone(slug);
      return;
    }
    const written = chainIn(root, folder);
    if (isRemade(main, slug, written, chain)) return;
    // What two branches added beside each other is told elsewhere, with the one command that mends it.
    const merging = isMerging(written);
    if (!merging) checkLines(`${folder}/chain.jsonl`, written, chain);
    for (const { version } of versionsOf(readChain(`${slug}/chain.jsonl`, chain.toString('utf8')).lines)) {
      const published = main.entries.get(`${slug}/${version}.mdx`);
      const file = `${folder}/${version}.mdx`;
      const bytes = bytesOf(join(root, file));
      if (!published || (bytes && (isSame(bytes, published) || (merging && isMerging(bytes))))) continue;
      report(
        file,
        bytes
          ? `Version ${version} is published, and its text is another here than on ${name}.`
          : `Version ${version} is published on ${name}, and is gone here.`,
      );
    }
  }

  function checkNames(document: Document): void {
    const had = rulesOn(main, document)?.formerly ?? [];
    const lost = had.find((former, at) => document.formerly[at] !== former);
    if (lost === undefined) return;
    const problem = `This document was called "${lost}" on ${name}, and "formerly:" says otherwise here: its old addresses would lead nowhere.`;
    const remedy = `Restore the entry as it was: "formerly:" begins with ${had.join(', ')}. Names are only ever added behind these, by \`npm run policy -- rename\`.`;
    problems.push({ ...problemIn(`${document.slug}/document.yaml`, problem, remedy), isFrozen: true });
  }

  function checkLines(file: string, written: Buffer | null, published: Buffer): void {
    if (written && startsWith(written, published)) return;
    const [is, was] = [written ?? Buffer.alloc(0), published].map((bytes) => bytes.toString('latin1').split('\n'));
    const line = was?.findIndex((bytes, index) => bytes !== is?.[index]) ?? 0;
    const isGone = (is?.length ?? 0) - 1 <= line;
    const said = isGone ? `stands on ${name}, and is gone here` : `is another here than on ${name}`;
    report(file, `Line ${line + 1} of what was recorded ${said}.`, line + 1);
  }

  function reportGone(slug: string): void {
    const chain = main.bytes(`${slug}/chain.jsonl`) ?? Buffer.alloc(0);
    const renamed = versioned(library).find(
      (document) =>
        main.bytes(`${document.slug}/chain.jsonl`) === null && startsWith(chainIn(root, document.slug), chain),
    );
    if (!renamed) {
      report(slug, `This document is published on ${name}, and is gone here.`);
      return;
    }
    const problem = `This document is published on ${name}, and its folder is called content/${renamed.slug} here.`;
    const remedy =
      'Give the folder its name back, or rename the document by `npm run policy -- rename`: only so do its old addresses go on.';
    problems.push({ ...problemIn(slug, problem, remedy), isFrozen: true });
  }

  function report(file: string, problem: string, line: number | null = null): void {
    const restore = `What is published is never changed. Restore it with \`git checkout ${main.commit.slice(0, 12)} -- content/${file}\`; a change is made in draft.mdx, and published.`;
    problems.push({ ...problemIn(file, problem, restore, { line }), isFrozen: true });
  }
}

function isRemade(main: Committed, slug: string, written: Buffer, chain: Buffer): boolean {
  return (
    !startsWith(written, chain) && firstVersionOpen(main, slug) !== null && !isMerging(written) && written.length > 0
  );
}

/** What the main branch published since this branch left it: nobody's fault, and nothing can be said before it is here. */
function missed({ root }: Texts, { name, tip, known }: MainBranch): Problem[] {
  if (known.some(({ commit }) => commit === tip.commit)) return [];
  return [...tip.entries.values()].flatMap(({ path }) => {
    const bytes = path.endsWith('/chain.jsonl') ? tip.bytes(path) : null;
    if (!bytes || known.some((base) => base.bytes(path)?.equals(bytes))) return [];
    if (startsWith(bytesOf(join(root, path)) ?? Buffer.alloc(0), bytes)) return [];
    const problem = `${name[0]?.toUpperCase()}${name.slice(1)} went on since this branch began: it recorded something of this document that is not here yet.`;
    return [
      problemIn(
        path,
        problem,
        `Update the branch (\`git merge ${name.includes(' ') ? tip.commit.slice(0, 12) : name}\`), and check again.`,
      ),
    ];
  });
}

/** Null where there is no file, or none that may be read. */
function bytesOf(path: string): Buffer | null {
  return attempt(() => (lstatSync(path).isFile() ? readFileSync(path) : null));
}

function startsWith(bytes: Buffer, start: Buffer): boolean {
  return bytes.length >= start.length && bytes.subarray(0, start.length).equals(start);
}
