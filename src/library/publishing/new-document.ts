import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { openLibrary, versioned } from '../model/library.ts';
import { checkName, chooseAnother, isPurpose, namedIn } from '../model/names.ts';
import { fail, type Result, succeed } from '../model/result.ts';
import { documentKinds } from '../model/shapes.ts';

interface Beginning {
  readonly document: string;
  readonly title: string;
  readonly description: string;
  readonly audience: string;
  readonly kind: string;
  readonly noticeDays: number;
}

/** What a draft says until somebody writes it. The check asks for it to be filled in. */
export const emptyBody = 'TODO: write the text.\n';

/** Makes the folder of a document that is to be written; the files that are made. */
export function begin(root: string, { document, ...described }: Beginning): Result<string[], string> {
  const library = openLibrary(root);
  const problems = checkName(document).map(({ problem }) => `${problem} ${chooseAnother('--document')}`);
  const other = namedIn(versioned(library), document);
  if (existsSync(join(root, document))) problems.push(`content/${document} is there already.`);
  else if (other) {
    problems.push(`"${document}" was the name of content/${other.slug}, to which its addresses lead: choose another.`);
  }
  if (!isPurpose(document) && !documentKinds.some((kind) => kind === described.kind)) {
    problems.push(`--kind is one of ${documentKinds.join(', ')}.`);
  }
  if (!described.title.trim()) problems.push('Say in --title what the document is called.');
  if (!Number.isInteger(described.noticeDays) || described.noticeDays < 0) {
    problems.push('--notice-days is a number of days.');
  }
  if (problems.length > 0) return fail(...problems);

  const { noticeDays, ...words } = described;
  const kind = isPurpose(document) ? 'purpose' : described.kind;
  const order = Math.max(0, ...library.documents.map(({ order }) => order)) + 1;
  mkdirSync(join(root, document), { recursive: true });
  writeFileSync(join(root, document, 'document.yaml'), stringify({ ...words, kind, order, noticeDays }));
  writeFileSync(join(root, document, 'draft.mdx'), `---\n${stringify({ title: described.title })}---\n\n${emptyBody}`);
  return succeed([`${document}/document.yaml`, `${document}/draft.mdx`]);
}
