/** What stands on every page around what the page itself says. */
export const frame = {
  skip: 'Skip to the text',
  site: 'Site',
  documents: 'Documents',
  requests: 'Requests',
  updates: 'Notices',
  search: 'Search',
  account: 'Account',
  newRequest: 'Make a privacy request',
  subscribe: 'Be told before a policy changes',
  promises: 'Our promises and their proof',
  signalPage: 'Your opt-out signal',
  /** To whoever's browser sends Global Privacy Control (11 CCR 7025(c)(6)), on pages that are made when they are asked for. */
  signal:
    'Opt-out signal honoured: your browser sends Global Privacy Control. We neither sell nor share personal data.',
  /** Before the title of a form's answer that has problems. */
  error: 'Error: ',
};

/** The rooms of an account. */
export const accountFrame = {
  label: 'Your account',
  account: 'Overview',
  settings: 'Settings',
  security: 'Security',
  consents: 'Consents',
  agreements: 'Agreements',
  requests: 'Your requests',
  data: 'Your data',
  signOut: 'Sign out',
};

export const contentsLabel = 'On this page';
