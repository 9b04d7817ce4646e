import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { type Document, type Library, readLibrary, versioned } from '../model/library.ts';
import { checkName, chooseAnother, isPurpose, namedIn, namesOf } from '../model/names.ts';
import { fail, type Result, succeed } from '../model/result.ts';
import { plainFile } from '../promises/plain-statements.ts';
import { documentIn } from './version-file.ts';

/** Stays where it is, whatever the document beside it is called. */
const list = 'list.yaml';

/**
 * Gives a document another folder, and so other addresses. The old ones lead to it for ever; its chain goes on byte for
 * byte. What quotes it by name names it anew. The files that changed.
 */
export function rename(
  root: string,
  { document: slug, to }: { document: string; to: string },
): Result<string[], string> {
  const { library } = readLibrary(root);
  if (!library) return fail('content/company.yaml cannot be read: run `npm run policy -- check`, which says why.');
  const found = documentIn(library, slug);
  if (!found.ok) return found;
  const problems = problemsWithName(library, found.value, to);
  if (problems.length > 0) return fail(...problems);

  move(root, slug, to);
  const changed = [to];
  if (found.value.versions.length > 0) {
    const file = join(root, to, 'document.yaml');
    const described = parseDocument(readFileSync(file, 'utf8'));
    const bare = (name: string) => name.replace(/^purposes\//, '');
    described.set('formerly', [...found.value.formerly, bare(slug)]);
    writeFileSync(file, described.toString({ lineWidth: 0 }));
  }
  return succeed([...changed, ...renameInPromises(root, slug, to)]);
}

function problemsWithName(library: Library, document: Document, to: string): string[] {
  const { slug } = document;
  if (to === slug) return [`The document is named "${slug}" already.`];
  if (isPurpose(to) !== isPurpose(slug)) {
    return ['A purpose stays under purposes/, and a document outside: --to names it in the same folder.'];
  }
  const problems = checkName(to).map(({ problem }) => `${problem} ${chooseAnother('--to')}`);
  const other = namedIn(versioned(library), to);
  if (namesOf(document).includes(to)) {
    problems.push(`"${to}" was its name before, and leads to it for ever: choose a name that it never had.`);
  } else if (other && other.slug !== to) {
    problems.push(`"${to}" was the name of content/${other.slug}, to which its addresses lead: choose another.`);
  } else if (other || existsSync(join(library.root, to))) problems.push(`content/${to} is there already.`);
  return problems;
}

function move(root: string, slug: string, to: string): void {
  const keepsList = existsSync(join(root, slug, list));
  renameSync(join(root, slug), join(root, to));
  if (!keepsList) return;
  mkdirSync(join(root, slug));
  renameSync(join(root, to, list), join(root, slug, list));
}

function renameInPromises(root: string, slug: string, to: string): string[] {
  const changed: string[] = [];
  if (existsSync(join(root, plainFile(slug)))) {
    renameSync(join(root, plainFile(slug)), join(root, plainFile(to)));
    changed.push(plainFile(to));
  }
  const folder = join(root, 'promises');
  for (const file of existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.yaml')) : []) {
    const before = readFileSync(join(folder, file), 'utf8');
    const after = withDocument(before, slug, to);
    if (after === before) continue;
    writeFileSync(join(folder, file), after);
    changed.push(`promises/${file}`);
  }
  return changed;
}

/** Nothing but the name changes, whatever comments and line breaks the file has. */
function withDocument(text: string, slug: string, to: string): string {
  const quotes = parseDocument(text).get('quotes');
  const places = (isSeq(quotes) ? quotes.items : [])
    .map((quote) => (isMap(quote) ? quote.get('document', true) : null))
    .flatMap((name) => (isScalar(name) && name.value === slug && name.range ? [name.range] : []));
  return places.toReversed().reduce((text, [from, end]) => text.slice(0, from) + to + text.slice(end), text);
}
