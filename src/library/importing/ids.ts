import { likenesses } from '../compare/likeness.ts';
import { fold } from '../text/search.ts';

/** A clause as it stands in one state of a text. */
interface Clause {
  readonly title: string;
  /** An id that the text gives to it. */
  readonly wanted: string | null;
  /** The titles of the clauses around it, from the outside. */
  readonly within: string;
  readonly text: string;
}

interface Known extends Clause {
  readonly id: string;
}

/** Gives each clause of the next state its id: the one that it had in the state before, or one that no other ever had. */
export type NameClauses = (clauses: readonly Clause[]) => string[];

/** Clauses with other headings are still the same when so much of their words is. */
const leastLike = 0.5;
const sameTitle = 0.3;

export function createClauseNames(): NameClauses {
  /** Each id that was ever given, and what it was last given to. */
  const titles = new Map<string, string>();
  let before: readonly Known[] = [];

  return (clauses) => {
    const found = pair(before, clauses);
    const taken = new Set(found.values());
    const ids = clauses.map((clause, index) => {
      const id = found.get(index) ?? freeId(clause, taken);
      taken.add(id);
      titles.set(id, clause.title);
      return id;
    });
    before = clauses.map((clause, index) => ({ ...clause, id: ids[index] ?? '' }));
    return ids;
  };

  function freeId({ title, wanted }: Clause, taken: ReadonlySet<string>): string {
    const stem = idFor(wanted ?? title);
    const isFree = (id: string) => !taken.has(id) && (titles.get(id) ?? title) === title;
    let id = stem;
    for (let count = 2; !isFree(id); count += 1) id = `${stem}-${count}`;
    return id;
  }
}

/** By the id that the text gives, by heading and parent, by heading, and by likeness; never by order, and last by number. */
function pair(before: readonly Known[], after: readonly Clause[]): Map<number, string> {
  const found = new Map<number, string>();
  const free = new Set(before);
  for (const key of [wantedOf, withinOf, titleOf]) takeBy(key);
  takeLike([...free], left(), leastLike);
  for (const key of [plainTitleOf, numberOf]) takeBy(key);
  return found;

  function takeBy(key: (clause: Clause) => string | null): void {
    const olds = Map.groupBy(free, key);
    const news = Map.groupBy(left(), ([clause]) => key(clause));
    for (const [name, clauses] of news) {
      const others = name === null ? [] : (olds.get(name) ?? []);
      if (others.length === 1 && clauses.length === 1) take(others[0] as Known, clauses[0]?.[1] ?? 0);
      else if (others.length > 0) takeLike(others, clauses, 0);
    }
  }

  function left(): [Clause, number][] {
    return after.map((clause, index): [Clause, number] => [clause, index]).filter(([, index]) => !found.has(index));
  }

  function takeLike(olds: readonly Known[], news: readonly [Clause, number][], least: number): void {
    if (olds.length === 0 || news.length === 0) return;
    const texts = news.map(([{ text }]) => text);
    const isSame = (old?: Clause, other?: Clause) => old && other && plainTitleOf(old) === plainTitleOf(other);
    const pairs = likenesses(
      olds.map(({ text }) => text),
      texts,
      Math.max(0, least - sameTitle),
    )
      .map((pair) => ({
        ...pair,
        score: pair.score + (isSame(olds[pair.before], news[pair.after]?.[0]) ? sameTitle : 0),
      }))
      .filter(({ score }) => score >= least)
      .toSorted((a, b) => b.score - a.score);
    for (const { before, after } of pairs) {
      const [old, index] = [olds[before], news[after]?.[1] ?? 0];
      if (old && free.has(old) && !found.has(index)) take(old, index);
    }
  }

  function take(old: Known, index: number): void {
    free.delete(old);
    found.set(index, old.id);
  }
}

function wantedOf({ wanted }: Clause): string | null {
  return wanted;
}

function withinOf({ within, title }: Clause): string | null {
  return plainTitleOf({ title }) && `${within}\n${title}`;
}

function titleOf({ title }: Pick<Clause, 'title'>): string | null {
  return plainTitleOf({ title }) && title;
}

/** A heading that is nothing but a number, as "Article 5". */
function numberOf({ title }: Clause): string | null {
  return title;
}

/** A heading's words without its number, which changes with every clause before it. */
function plainTitleOf({ title }: Pick<Clause, 'title'>): string | null {
  const number =
    /^(?:(?:article|section|artikel|clause|part)\s+)?[§(]*\s*(?:\d+|[ivxlc]+|\p{L})(?:[.)]\d+)*\p{L}?[.):]*(?:\s+|$)|^第\s*[\d〇一二三四五六七八九十百]+\s*[条條章節节]\s*/iu;
  return title.toLowerCase().replace(number, '').trim() || null;
}

/** As git hosts make them. */
export function slugOf(words: string): string {
  return words
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
}

function idFor(words: string): string {
  const id = slugOf(fold(words))
    .replace(/[\s_]/g, '-')
    .replace(/[^a-z0-9-]/g, '')
    .replace(/^-+|-+$/g, '');
  if (id === '') return 'section';
  return /^[a-z]/.test(id) ? id : `section-${id}`;
}
