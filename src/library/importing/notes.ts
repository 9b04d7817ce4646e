import type { Day } from '../model/days.ts';
import type { NamedDay } from './effect-days.ts';

/** Tells of what could not be carried over as it was. */
export type Note = (words: string) => void;

/** What could not be carried over as it was, and the days on which it was found. */
export interface ImportNote {
  readonly note: string;
  readonly days: readonly Day[];
}

/** As many notes that differ in one word only are told one by one. */
const most = 8;

/** Gathers what there is to tell of a history: the same words once, and what is alike in one line. */
export function gatherNotes() {
  const found = new Map<string, Day[]>();
  const same: Day[] = [];
  const named = new Map<string, Day>();

  return {
    add(note: string, day: Day): void {
      const days = found.get(note) ?? [];
      if (days.at(-1) !== day) days.push(day);
      found.set(note, days);
    },
    addSame: (day: Day) => void same.push(day),
    addNamed({ day, words }: NamedDay, version: Day): void {
      if (day !== version) named.set(`“${words}” (${day})`, named.get(`“${words}” (${day})`) ?? version);
    },
    all(): ImportNote[] {
      const days = [...named].map(([words, version]) => `${words} in version ${version}`);
      return [
        ...(same.length > 0 ? [{ note: sameNote(same.length), days: [] }] : []),
        ...(days.length > 0
          ? [
              {
                note: `The text names days of effect other than its commit's, which counts: ${days.join('; ')}.`,
                days: [],
              },
            ]
          : []),
        ...fold([...found].map(([note, days]) => ({ note, days }))),
      ];
    },
  };
}

function sameNote(count: number): string {
  return count === 1
    ? 'One day is left out: its words are those of the day before.'
    : `${count} days are left out: their words are those of the day before.`;
}

/** "The link x leads …" a hundred times is one line with the first of them. */
function fold(notes: readonly ImportNote[]): ImportNote[] {
  const kinds = Map.groupBy(notes, ({ note }) => kindOf(note));
  return [...kinds.values()].flatMap((alike): ImportNote[] => {
    const [first] = alike;
    if (!first || alike.length <= most) return alike;
    const days = [...new Set(alike.flatMap(({ days }) => days))].sort();
    return [{ note: `${first.note} The same of ${alike.length - 1} others.`, days }];
  });
}

function kindOf(note: string): string {
  return note
    .replace(/^The link \S+/, 'The link')
    .replace(/^The front matter's ".*"/, "The front matter's")
    .replace(/^The attributes \{.*\}/, 'The attributes')
    .replace(/^(\{[{%]|<%).*?([}%]\}|%>)/, 'tag')
    .replace(/\^\(.*\)/, '^');
}
