import { type Document, type Library, sourceOf } from './library.ts';
import { type Company, isConfirmed } from './shapes.ts';

/** A fact that a version of an agreement should state and does not. */
export interface MissingFact {
  readonly id: string;
  readonly label: string;
  /** Whether nobody has confirmed it; else the version was published before somebody did. */
  readonly isOpen: boolean;
}

/**
 * The facts without which nobody can agree to a version: who the other side is, who signs for it, and under which law.
 * It says so itself, or another version is to be published: what is confirmed later alters no published text.
 */
export function missingFacts(
  { root, company }: Pick<Library, 'root' | 'company'>,
  { slug, agreementFacts }: Pick<Document, 'slug' | 'agreementFacts'>,
  version: string,
): MissingFact[] {
  const facts = Object.entries(agreementFacts);
  if (facts.length === 0) return [];
  const source = sourceOf({ root }, slug, version);
  return facts.flatMap(([id, clause]) => missing(company, id, clauseIn(source, clause)));
}

function missing({ facts }: Pick<Company, 'facts'>, id: string, clause: string): MissingFact[] {
  const fact = facts[id];
  if (!fact) return [];
  const isStated = isConfirmed(fact) && read(clause).includes(read(fact.value).replace(/\.$/, ''));
  return isStated ? [] : [{ id, label: fact.label, isOpen: !isConfirmed(fact) }];
}

/** As it is read: without the signs by which publishing keeps a value from being markup. */
function read(text: string): string {
  return text.replaceAll('\\', '').replace(/\s+/g, ' ').trim();
}

/** The words under a heading, up to the next one; empty where there is none. */
export function clauseIn(source: string, id: string): string {
  const [, ...lines] = source.slice(Math.max(0, headingOf(source, id))).split('\n');
  if (headingOf(source, id) === -1) return '';
  const end = lines.findIndex((line) => /^#{1,6}\s/.test(line));
  return lines.slice(0, end === -1 ? undefined : end).join('\n');
}

function headingOf(source: string, id: string): number {
  return source.search(new RegExp(`^#{1,6}\\s.*\\[#${id}\\]\\s*$`, 'm'));
}
