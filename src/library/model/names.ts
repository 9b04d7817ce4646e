import type { Document } from './library.ts';
import { type Problem, problemIn } from './problem.ts';
import { reservedNames } from './routes.ts';
import { slugPattern } from './shapes.ts';

/** The folder of what consent may be asked for. */
export const purposesFolder = 'purposes/';

/** Whether this is the name of a purpose, and not of a document. */
export function isPurpose(slug: string): boolean {
  return slug.startsWith(purposesFolder);
}

/** All names of a document, today's first: what one of them led to, every one leads to. */
export function namesOf({ slug, formerly }: Pick<Document, 'slug' | 'formerly'>): string[] {
  const folder = isPurpose(slug) ? purposesFolder : '';
  return [slug, ...formerly.map((name) => `${folder}${name}`)];
}

/** The document that has a name, or had it. */
export function namedIn<Named extends Pick<Document, 'slug' | 'formerly'>>(
  documents: readonly Named[],
  name: string,
): Named | null {
  return documents.find(({ slug }) => slug === name) ?? documents.find((one) => namesOf(one).includes(name)) ?? null;
}

/** All names of the document that has or had one, today's first; the name itself where none did. */
export function namesLike(documents: readonly Pick<Document, 'slug' | 'formerly'>[], name: string): string[] {
  const document = namedIn(documents, name);
  return document ? namesOf(document) : [name];
}

/** A name that a document had is its own for ever: its old addresses lead to it. */
export function checkFormerNames(documents: readonly Pick<Document, 'slug' | 'formerly'>[]): Problem[] {
  return documents.flatMap((document) => {
    const file = `${document.slug}/document.yaml`;
    const [, ...former] = namesOf(document);
    return former.flatMap((name, index) => {
      const other = documents.find((one) => one !== document && namesOf(one).includes(name));
      if (former.indexOf(name) !== index || name === document.slug) {
        return [problemIn(file, `"formerly:" names "${name}" twice, or today's own name.`, 'Take it out once.')];
      }
      if (other) {
        const problem = `"${name}" was this document's name, and is a name of content/${other.slug} too.`;
        const remedy = `A name once used is never given to another document: give content/${other.slug} another folder, or take the name out of "formerly:" here if it was never this document's.`;
        return [problemIn(file, problem, remedy)];
      }
      return checkName(name).map(({ problem }) =>
        problemIn(file, `"formerly:" names "${name}". ${problem}`, 'Mend the name, or take it out of "formerly:".'),
      );
    });
  });
}

/** The remedy of whoever has made no folder yet. */
export function chooseAnother(option: string): string {
  return `Choose another name for ${option}: small letters without accents, digits and hyphens.`;
}

/** A document may not be named like a route, which would hide it. */
export function checkName(name: string): Problem[] {
  const slug = name.replace(/^purposes\//, '');
  const remedy = 'Rename the folder: small letters, digits and hyphens, and no name that the site uses itself.';
  if (reservedNames.has(slug) && slug === name)
    return [problemIn(name, `A document cannot be named "${slug}".`, remedy)];
  return slugPattern.test(slug) ? [] : [problemIn(name, 'The name of the folder cannot be an address.', remedy)];
}
