import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkVersions } from '../checking/versions.ts';
import { sha256 } from '../model/digest.ts';
import { type Document, type Library, readLibrary, sourceOf, versioned } from '../model/library.ts';
import { type Problem, problemIn } from '../model/problem.ts';
import { attempt } from '../model/result.ts';
import { textDigest } from '../text/derivation.ts';

interface Verified {
  readonly slug: string;
  readonly versions: number;
  readonly lines: number;
  /** The digest of the last line: whoever has it can tell whether anything before it was changed. */
  readonly head: string | null;
  readonly problems: readonly Problem[];
}

/** Whether every published byte, text and line is what the chains say, from the files alone. */
export function verify(root: string): { documents: Verified[]; problems: Problem[] } {
  const { library, problems } = readLibrary(root);
  if (!library) return { documents: [], problems };
  const documents = versioned(library).map((document) => verifyDocument(library, document));
  const chains = documents.map((verified) => ({
    ...verified,
    problems: [...problems.filter(({ file }) => file.startsWith(`${verified.slug}/`)), ...verified.problems],
  }));
  const others = problems.filter(({ file }) => !documents.some(({ slug }) => file.startsWith(`${slug}/`)));
  return { documents: chains, problems: others };
}

function verifyDocument(library: Library, document: Document): Verified {
  const { slug, versions, chain, files } = document;
  const problems = checkVersions(library.root, document);
  for (const line of versions.filter(({ version }) => files.includes(version))) {
    const { version, textSha256 } = line;
    if (attempt(() => textDigest(sourceOf(library, slug, version), line)) === textSha256) continue;
    const remedy = 'Restore the file from the main branch.';
    problems.push(problemIn(`${slug}/${version}.mdx`, 'Its text is not the one that the chain names.', remedy));
  }
  const path = join(library.root, slug, 'chain.jsonl');
  const last = existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n').at(-1) : '';
  return { slug, versions: versions.length, lines: chain.length, head: last ? sha256(last) : null, problems };
}

/** How anybody does the same without this program. */
export const byHand = `By hand, with nothing but sha256sum, in a document's folder or with what the site serves
(/{document}/{version}.md and the lines of chain.jsonl):

  sha256sum {version}.mdx                                     is "sourceSha256" in that version's line
  sed -n 1p chain.jsonl | tr -d '\\n' | sha256sum              is "previous" in line 2, and so on to the end
  tail -n 1 chain.jsonl | tr -d '\\n' | sha256sum              is the head: note it, and nothing before it can change`;
