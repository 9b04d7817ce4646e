/** A table of an export as people know it. */
export interface TableWords {
  /** Of the file, without its ending. */
  readonly file: string;
  readonly title: string;
  readonly about: string;
  /** The heading of each column, in their order. */
  readonly columns: Readonly<Record<string, string>>;
}

/** In the order in which the export shows them. */
export const tableWords: Readonly<Record<string, TableWords>> = {
  account: {
    file: 'account',
    title: 'Your account',
    about: 'Your name, your address, and since when you have the account and your password.',
    columns: {
      id: 'Account number',
      name: 'Name',
      email: 'Email address',
      created_at: 'Account since',
      password_set_at: 'Password since',
    },
  },
  business_profile: {
    file: 'business-profile',
    title: 'Business profile',
    about: 'The business profile that you gave.',
    columns: {
      name: 'Business',
      address: 'Address',
      country: 'Country',
      website: 'Website',
      phone: 'Phone',
      legalContact: 'Contact for legal notices',
    },
  },
  ledger: {
    file: 'consents-and-agreements',
    title: 'Consents, agreements and objections',
    about: 'What you said yes, no or objected to, entry by entry, as the ledger holds it.',
    columns: {
      seq: 'Entry number',
      id: 'Entry',
      at: 'Recorded at',
      kind: 'Act',
      about: 'About',
      version: 'Version of the text',
      account_id: 'Account number',
      given: 'What you gave',
      parts: 'What you gave (JSON)',
      entry: 'Entry as recorded (JSON)',
      previous: 'Digest before',
      digest: 'Digest',
      signature: 'Signature',
    },
  },
  requests: {
    file: 'privacy-requests',
    title: 'Privacy requests',
    about: 'Your privacy requests.',
    columns: {
      id: 'Request number',
      reference: 'Reference',
      channel: 'How it came',
      relation: 'Who you are to us',
      name: 'Name',
      email: 'Email address',
      region: 'Where you live',
      business: 'Business',
      behalf: 'On behalf of',
      account_id: 'Account number',
      follows: 'Is about the request',
      received_at: 'Received at',
      received_on: 'Received on',
      due_on: 'Answer due on',
      confirmed_at: 'Confirmed at',
      reminded_at: 'Reminded at',
      closed_at: 'Closed at',
      outcome: 'Outcome',
    },
  },
  request_items: {
    file: 'privacy-requests-rights',
    title: 'What you asked for',
    about: 'What you asked for in each request, and what became of it.',
    columns: {
      reference: 'Reference',
      id: 'Number',
      kind: 'Right',
      reach: 'How far back',
      due_on: 'Answer due on',
      took_effect_at: 'In effect since',
      closed_at: 'Closed at',
      outcome: 'Outcome',
      ground: 'Ground',
    },
  },
  request_dates: {
    file: 'privacy-requests-dates',
    title: 'When your requests are due',
    about: 'Each day by which something that you asked for was due, what made it so, and when.',
    columns: {
      id: 'Number',
      reference: 'Reference',
      kind: 'Right',
      old_on: 'Due until then',
      new_on: 'Due from then',
      rule: 'By which clock',
      reason: 'Why',
      actor: 'By whom',
      at: 'Changed at',
    },
  },
  request_messages: {
    file: 'privacy-requests-messages',
    title: 'Messages about your requests',
    about: 'What you wrote, and what we answered.',
    columns: { id: 'Number', reference: 'Reference', author: 'Written by', written_at: 'Written at', text: 'Text' },
  },
  subscribers: {
    file: 'notices-address',
    title: 'Notices: the address',
    about: 'The address to which notices go.',
    columns: {
      id: 'Subscriber number',
      email: 'Email address',
      subscribed_at: 'Asked for at',
      confirmed_at: 'Confirmed at',
    },
  },
  subscriptions: {
    file: 'notices-documents',
    title: 'Notices: the documents',
    about: 'The documents of which you get notices.',
    columns: { subscriber_id: 'Subscriber number', document: 'Document', confirmed_at: 'Confirmed at' },
  },
  subscription_links: {
    file: 'notices-links',
    title: 'Notices: links to confirm',
    about: 'Links with which you confirmed a choice of documents, or can.',
    columns: {
      subscriber_id: 'Subscriber number',
      documents: 'Documents',
      expires_at: 'Good until',
      used_at: 'Used at',
    },
  },
  objections: {
    file: 'objections',
    title: 'What you do not want from us',
    about: 'What you do not want from us, as you told us.',
    columns: { kind: 'What', since: 'Since' },
  },
  mails: {
    file: 'emails',
    title: 'Emails that we sent you',
    about: 'For as long as we keep their text.',
    columns: {
      id: 'Email number',
      kind: 'Kind',
      template: 'Template',
      about: 'About (number)',
      queued_at: 'Written at',
      sent_at: 'Sent at',
      failed_at: 'Failed at',
      from: 'From',
      to: 'To',
      subject: 'Subject',
      text: 'Text',
    },
  },
  undeliverable: {
    file: 'undeliverable-address',
    title: 'Mail that did not arrive',
    about: 'That your address took no mail, since when, and what we were told.',
    columns: { since: 'Since', problem: 'What we were told' },
  },
  sessions: {
    file: 'sign-ins',
    title: 'Where you are signed in',
    about: 'Since and until when, and when you last gave your password.',
    columns: {
      signed_in_at: 'Signed in at',
      expires_at: 'Good until',
      password_at: 'Password last given at',
      device: 'Device',
    },
  },
  account_links: {
    file: 'account-links',
    title: 'One-time links to your account',
    about: 'That we made them, and what for.',
    columns: { purpose: 'What for', expires_at: 'Good until', used_at: 'Used at' },
  },
  web_app: {
    file: 'web-app',
    title: 'The web app',
    about: 'Since when this account is the one of your sign-in there.',
    columns: { account_id: 'Account number', linked_at: 'Since' },
  },
  second_factor: {
    file: 'second-factor',
    title: 'Second factor',
    about: 'Since when you have one, and when it ends.',
    columns: { confirmed_at: 'Since', ends_at: 'Ends at' },
  },
  recovery_codes: {
    file: 'recovery-codes',
    title: 'Recovery codes',
    about: 'How many there are, and when one was used. Not the codes.',
    columns: { used_at: 'Used at' },
  },
  pending_deletion: {
    file: 'deletion-that-waits',
    title: 'A deletion that has to wait',
    about: 'A deletion that you asked for and that has to wait.',
    columns: { account_id: 'Account number', asked_at: 'Asked for at' },
  },
};

/** What is for checking, not for reading: it stands in the files alone. */
export const unread: readonly string[] = ['parts', 'entry', 'previous', 'digest', 'signature'];

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

/** The page that the export is read by. */
export const exportWords = {
  title: 'Everything that {siteName} holds about you',
  madeAt: 'Made on {at}, by {origin}. All times are UTC.',
  twice:
    'What stands on this page is also in the folder csv, for spreadsheets, and in the folder json, for programs: a file for each part, named below it.',
  contents: 'What is in it',
  counted: '{title} ({count})',
  nothing: 'Nothing.',
  without: 'not given',
  files: 'In {csv} and {json}.',
  proof: 'The digests and signatures by which an entry can be checked are in these files too.',
  agreements: {
    title: 'Your signed agreements',
    about:
      'Your copy of each agreement, signed by both sides, with the text, and the receipt that lets anyone check it.',
    none: 'You have agreed to none.',
    copy: '{title}, version {version}, agreed on {day}',
    contract: '{title}, a contract of your own, recorded on {day}',
    receipt: 'Receipt',
  },
  sent: {
    title: 'Mails that you sent us',
    about: 'The mails by which you made a request, byte for byte as they reached us.',
    none: 'You have sent us no files.',
  },
  formulas:
    'In the folder csv, a text that a spreadsheet would take for a formula begins with an apostrophe. In the folder json it does not.',
  links: 'Of the links in mails, what would let somebody in is replaced by "…".',
  leftOut: 'What we hold and leave out, and why',
  app: 'The data that you keep in our web app is not here. Take it from there.',
};
