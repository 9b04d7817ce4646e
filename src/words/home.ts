export const homePage = {
  title: '{name}, in writing',
  description: '{name}’s policies, every version they ever had, and the place to use your rights.',
  documents: 'Documents',
  actions: 'What you can do',
};

/** What can be done on this site. */
export const homeActions = [
  {
    title: 'Make a privacy request',
    href: '/requests/new/',
    text: 'See, correct, take or delete your data. No account needed.',
  },
  {
    title: 'Be told before a policy changes',
    href: '/updates/',
    text: 'By email, for the documents you choose. One click ends it.',
  },
  {
    title: 'Check our promises',
    href: '/promises/',
    text: 'Each with its proof, and how far the proof reaches.',
  },
  {
    title: 'Search the documents',
    href: '/search/',
    text: 'Every clause in effect today. Older versions are in the history of each document.',
  },
];

/** Of a document, where all are listed. */
export const documentCard = {
  since: 'In effect since {day}',
  from: 'In effect from {day}',
  next: 'new version {day}',
};

export const noDocuments = 'No document is published yet.';

export const draftsTitle = 'Drafts';

export const notFoundPage = {
  title: 'Page not found',
  heading: 'This page is not here',
  lead: 'The address may be mistyped, or cut short in a mail. Every version of a document stays online: look in the history of the document.',
  documents: 'Documents',
  requests:
    'Looking for your privacy request? To open it you need the whole link from our mail. If you have lost it, [ask for a new one](find) by the reference, which looks like WT-2345-678M.',
};

export const errorPage = { home: 'Go to the documents' };

/** Of /llms.txt, for programs that read. */
export const programsText = {
  summary: '{name}’s policies as they are in effect today, with every version they ever had.',
  documents: 'Documents',
  since: 'In effect since {day}.',
  versions: 'Versions',
  manifest: '[Manifest]({origin}/documents.json): every version with its dates, class, summary and digests',
  schema: '[Schema of the manifest]({origin}/documents.schema.json): JSON Schema',
  feed: '[Feed]({origin}/feed.json): the last versions, each with what changed',
  subprocessors: '[Subprocessors]({origin}/subprocessors.json): the list in effect',
  api: '[API]({origin}/api/): for programs of {name}’s own; what is in effect is told to anybody',
};
