/** What each table of an export holds, in the order of the README. */
export const tableWords: Readonly<Record<string, string>> = {
  account: 'Your name, your address, and since when you have the account and your password',
  business_profile: 'The business profile that you gave',
  sessions: 'Where you are signed in, since and until when, and when you last gave your password',
  account_links: 'One-time links to your account that we made, and what for',
  second_factor: 'Since when you have a second factor',
  recovery_codes: 'Your recovery codes: how many there are, and when one was used. Not the codes',
  ledger: 'Your consents, agreements and objections, entry by entry, as the ledger holds them',
  requests: 'Your privacy requests',
  request_items: 'What you asked for in each request, and what became of it',
  request_messages: 'What you wrote, and what we answered',
  subscribers: 'The address to which notices go',
  subscriptions: 'The documents of which you get notices',
  subscription_links: 'Links with which you confirmed a choice of documents, or can',
  objections: 'What you do not want from us, as you told us',
  mails: 'The mails that we sent you, for as long as we keep their text',
  undeliverable: 'That your address took no mail, since when, and what we were told',
  pending_deletion: 'A deletion that you asked for and that has to wait',
};

/** Why the export leaves something out. */
export const leftOut = {
  digest: 'A keyed digest, by which we find your address without storing it in clear.',
  appId: 'A keyed digest of the name that our web app has for you. It cannot be read from it.',
  secret: 'A secret, or the digest of one: with it somebody else could act as you.',
  link: 'The state of a link that we mailed. The mail itself is in the export while we keep it.',
  sending: 'How the sending went, attempt by attempt. When it was sent or failed is in the export.',
  draft:
    'What somebody typed into a form, for the pages that follow it and for a day at most. Whose it is cannot be told.',
  form: 'A number that keeps a form that is sent twice from counting twice.',
  bookkeeping: 'What our own deadlines go by, and nothing that you told us or that we found out.',
  entered: 'What somebody entered to open an account and nobody has confirmed. It may be another person’s.',
  asked: 'An address that you want to change to and have not confirmed, and the mail to it. It may not be yours.',
  undo: 'What somebody needs who deleted an account and takes that back. An account that is there has none.',
  held: 'A duty to keep data. As much of it as we may tell stands on the page on which you delete the account.',
  gone: 'Keyed digests of what has been erased, so that a backup brings nobody back.',
  counting: 'Keyed digests that count forms for a day. Which of them are yours cannot be told.',
  network: 'Keyed digests of networks from which you signed in. They cannot be read.',
  answered: 'What the app heard when it recorded an act of yours, for a day. The act itself is in the export.',
  cursor: 'Up to which subscriber a notice has been sent.',
  ledgerName: 'A secret under which the ledger names you. Your receipts hold what shows that they are yours.',
  lastCode: 'Which code of your second factor was taken last, so that none is taken twice.',
};

/** The paragraphs of the README. */
export const readme = {
  title: 'Everything that {siteName} ({origin}) holds about you',
  madeAt: 'Made on {at}. All times are UTC.',
  twice:
    'Each of these is here twice: in json/ for programs, in csv/ for spreadsheets. The number says how many rows it has.',
  files: 'In files/ are the mails by which you made a request, byte for byte as they reached us.',
  noFiles: 'You have sent us no files.',
  formulas:
    'In csv/, a text that a spreadsheet would take for a formula begins with an apostrophe. In json/ it does not.',
  links: 'Of the links in mails, what would let somebody in is replaced by "…".',
  leftOut: 'What we hold and leave out, and why',
  app: 'The data that you keep in our web app is not here. Take it from there.',
};
