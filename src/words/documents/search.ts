/** What can be done on this site, for whoever looks for it in words of their own. */
export interface Action {
  readonly href: string;
  readonly title: string;
  readonly text: string;
  /** Small letters; all words of one of them must have been asked for. */
  readonly phrases: readonly string[];
}

export const actions: readonly Action[] = [
  {
    href: '/requests/new/',
    title: 'Make a privacy request',
    text: 'Have your data deleted, get a copy, have it corrected, object, or take back a consent. No account is needed.',
    phrases: [
      ...['delete my', 'delete data', 'deletion', 'erase', 'erasure', 'forget me', 'forgotten', 'remove my'],
      ...[
        'copy of data',
        'copy of my',
        'access my',
        'download my',
        'export my',
        'my data',
        'correct my',
        'rectification',
      ],
      ...['dsar', 'sar', 'subject access', 'privacy request', 'opt out', 'optout', 'do not sell', 'object to'],
    ],
  },
  {
    href: '/account/',
    title: 'Your account',
    text: 'With an account you export, correct or delete your data at once.',
    phrases: ['delete account', 'close account', 'export data', 'my account', 'change email', 'change address'],
  },
  {
    href: '/updates/',
    title: 'Be told before a policy changes',
    text: 'Subscribe to notices, choose other documents, or end them.',
    phrases: ['unsubscribe', 'subscribe', 'notices', 'notify me', 'newsletter', 'updates'],
  },
];

export function countOf(count: number, query: string): string {
  if (count === 0) return `Nothing was found for “${query}”.`;
  return `${count === 1 ? 'One result' : `${count} results`} for “${query}”.`;
}

export const nothingFound = 'Try fewer words, or other ones. A word’s beginning is enough: “retain” finds “retained”.';

export const searchBox = { label: 'Search the documents', search: 'Search' };

export const searchPage = {
  title: 'Search',
  titleOf: 'Search: {query}',
  lead: 'The documents that are in effect today, clause by clause.',
};
