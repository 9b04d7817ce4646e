/** How changed words are told where nothing but text is shown. */
export const redline = {
  deleted: '[removed: {text}]',
  inserted: '[added: {text}]',
};

/** Of the mail about a new version. */
export const noticeMail = {
  clause: '{clause}:',
  replaces:
    'This takes the place of the version of {publishedOn}, of which we told you before. That one will not take effect.',
  /** A provider that the list names for the first time: what a business has to know of it. */
  provider:
    '{name} starts on {since} at the earliest. Legal name: {legalName}; purpose: {purpose}; data: {data}; place: {location}; mechanism of a transfer: {transferMechanism}.',
  /** Where what changed is no sentence, as the target of a link. */
  noSentence: 'No sentence that can be shown here. The comparison shows all that changed.',
};

/**
 * Why somebody gets a mail that a law or a contract owes them, and how such mails end. Follows "You get this mail
 * because". In text the address of a link follows its words.
 */
export const noticeReasons = {
  account:
    'you have an account with {company}, and this document says what happens with your data. These notices end when you [close your account]({close}).',
  contract:
    'the business of this account agreed to terms by which we must tell you of such changes. These notices end with that agreement. Somebody else in the business gets them as well if the account [names them as its contact for legal notices]({contact}).',
  'legal-contact':
    'a business that agreed to terms by which we must tell it of such changes names you as its contact for legal notices. These notices end with that agreement. Whoever has the account of the business gets them as well, and can [name another contact]({contact}).',
};

/** What somebody can do about a change. */
export const noticeOptions = {
  account:
    'You need do nothing. If you do not agree, you can object to a use of your data that rests on our own interest, by writing to {address}, or close your account at any time, in [its settings]({settings}).',
  agreement:
    'You are asked whether you agree to the new terms when you next sign in from that day on. Until you agree, what you agreed to before continues to apply. If you want something changed, write to {address}.',
  contract: 'You need do nothing. If you do not agree, answer this mail or write to {address} before that day.',
  subprocessors:
    'You may object for reasons of data protection, until the end of {until}. Answer this mail, write to {address}, or [open this page]({objection}). It costs you nothing. What happens then, your agreement with us says.',
};

/** How an objection to a subprocessor ended, in the mail to whoever objected. */
export const objectionOutcomeWords = {
  withdrawn: 'You have taken it back.',
  resolved: 'We have found a way.',
  'not-resolved':
    'We found no way to go on without this subprocessor that you could accept. Your agreement with us says what you may do now: you may terminate the part of the service that is affected, within the time that it names from this answer.',
} as const;

/** The entry for a calendar that comes with it. */
export const calendarEntry = {
  summary: 'Change of {document}',
  description: 'A new version of {document} of {company} takes effect. What changes: {link}',
};

/** The pages that show each notice as it was sent. */
export const archivePage = {
  title: 'Notices that we sent',
  lead: 'Each notice of a change, in the words in which it went out by mail.',
  none: 'We have sent none yet.',
  sentOn: 'Sent on {day}',
  notice: {
    to: 'Told: {people}.',
    few: 'fewer than ten',
    reasons: {
      contract: 'businesses that agreed',
      'legal-contact': 'legal contacts of businesses',
      account: 'account holders',
      subscribed: 'subscribers',
    },
    about: 'Sent on {day}. Links that were a recipient’s own are left out.',
    text: '[Read the version](text)',
    all: 'All notices',
  },
};
