/** Gives headings ids that stay the same from version to version, and knows what older links meant. */
export interface Ids {
  /** The id for a heading; `wanted` where it has one of its own. */
  take(words: string, wanted: string | null): string;
  /** The id that a fragment of the old site led to. */
  find(fragment: string): string | null;
}

export function createIds(): Ids {
  const taken = new Set<string>();
  const meant = new Map<string, string>();
  const counts = new Map<string, number>();

  return {
    take(words, wanted) {
      const stem = idFor(wanted ?? words);
      let id = stem;
      for (let count = 2; taken.has(id); count++) id = `${stem}-${count}`;
      taken.add(id);

      const slug = slugOf(words);
      const count = counts.get(slug) ?? 0;
      counts.set(slug, count + 1);
      for (const name of [wanted, count === 0 ? slug : `${slug}-${count}`, id]) {
        if (name && !meant.has(name)) meant.set(name, id);
      }
      return id;
    },
    find: (fragment) => meant.get(fragment) ?? meant.get(fragment.toLowerCase()) ?? null,
  };
}

/** As git hosts make them. */
function slugOf(words: string): string {
  return words
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
}

function idFor(words: string): string {
  const id = slugOf(words.normalize('NFKD'))
    .replace(/[\s_]/g, '-')
    .replace(/[^a-z0-9-]/g, '')
    .replace(/^-+|-+$/g, '');
  if (id === '') return 'section';
  return /^[a-z]/.test(id) ? id : `section-${id}`;
}
