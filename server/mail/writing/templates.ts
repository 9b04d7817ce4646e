/** What every mail may say: who writes, and where an answer reaches them. */
export const senders = ['company', 'privacyAddress'] as const;

type Templates = Readonly<Record<string, readonly string[]>>;

/** Mails by the room that writes them. */
type Rooms = Readonly<Record<string, Templates>>;

/** Mails about what somebody asked for or has with us: they go out whatever else the person wishes. */
const service = {
  accounts: {
    'account-confirm': ['link'],
    'account-known': ['signInLink', 'resetLink'],
    'account-reset': ['link'],
    'account-unknown': ['signUpLink'],
    'account-opened-by-app': ['resetLink'],
    'account-tied-to-app': ['resetLink'],
    'account-password-changed': ['at', 'device', 'resetLink'],
    'account-legal-contact-changed': ['at', 'device', 'resetLink'],
    'account-address-confirm': ['link'],
    'account-address-taken': ['signInLink', 'resetLink'],
    'account-address-asked': ['at', 'device', 'resetLink'],
    'account-address-changed': ['at', 'device'],
    'account-second-factor-on': ['at', 'device', 'resetLink'],
    'account-second-factor-off': ['at', 'device', 'resetLink'],
    'account-second-factor-ending': ['endsAt', 'reason', 'signInLink'],
    'account-second-factor-ended': ['at', 'securityLink'],
    'account-recovery-codes-new': ['at', 'device', 'resetLink'],
    'account-recovery-code-used': ['at', 'device', 'left', 'resetLink'],
    'account-codes-wrong': ['at', 'device', 'resetLink'],
    'account-deleted': ['erasedOn', 'goneOn', 'way', 'link', 'agreements'],
    'account-deletion-waits': ['askedOn', 'reason', 'link'],
    'account-restored': ['link'],
  },
  consent: {
    'consent-withdrawn': ['purposes', 'link'],
    'agreement-recorded': ['document', 'version', 'business', 'link', 'textLink'],
  },
  desk: {
    'desk-invitation': ['name', 'link'],
    'desk-new-network': ['at', 'device', 'link'],
    'desk-reminder': ['count', 'requests', 'link'],
    'desk-mail': ['count', 'receivedOn', 'dueOn', 'link'],
    'desk-notice-late': ['document', 'version', 'what', 'effectiveOn', 'earliestOn', 'days', 'act', 'link'],
    'desk-objection': ['document', 'version', 'effectiveOn', 'dueOn', 'link'],
  },
  notices: {
    'updates-confirm': ['documents', 'link'],
    'updates-preferences': ['link'],
    'updates-unknown': ['link'],
    'objection-received': ['document', 'objectedOn', 'dueOn', 'grounds'],
    'objection-settled': ['document', 'objectedOn', 'outcome', 'message'],
  },
  requests: {
    'request-confirm': ['reference', 'receivedOn', 'due', 'reckoned', 'closesOn', 'link'],
    'request-received': ['reference', 'receivedOn', 'free', 'due', 'reckoned', 'link'],
    'request-on-behalf': ['reference', 'receivedOn', 'items', 'updatesLink'],
    'request-acknowledged': ['reference', 'receivedOn', 'due', 'reckoned', 'items', 'caseLink'],
    'request-reminder': ['reference', 'receivedOn', 'dueOn', 'closesOn', 'link'],
    'request-closed-unconfirmed': ['reference', 'receivedOn', 'erasedOn', 'newRequestLink'],
    'request-reply': ['reference', 'message', 'caseLink'],
    'request-reply-late': ['reference', 'message'],
    'request-reply-waiting': ['reference', 'link'],
    'request-asked': ['reference', 'message', 'caseLink'],
    'request-extended': ['reference', 'message', 'caseLink'],
    'request-answered': ['reference', 'items', 'outcome', 'message', 'recourse', 'dueOn', 'caseLink'],
    'request-closed': ['reference', 'items', 'outcome', 'message', 'recourse', 'caseLink', 'caseUntil'],
    'request-case-link': ['reference', 'caseLink'],
    'request-business': ['reference', 'receivedOn', 'dueOn', 'link'],
    'request-permission': ['reference', 'receivedOn', 'items', 'link'],
    'request-routed': ['reference', 'caseLink'],
    'request-staff-business-answered': ['reference', 'link'],
    'request-staff-business-help': ['reference', 'link'],
    'request-answer-code': ['reference', 'code', 'file'],
    'request-staff-new': ['reference', 'receivedOn', 'dueOn', 'items', 'channel', 'address', 'link'],
    'request-staff-confirmed': ['reference', 'dueOn', 'link'],
    'request-staff-message': ['reference', 'dueOn', 'link'],
    'request-staff-permission': ['reference', 'dueOn', 'link'],
    'request-staff-withdrawn': ['reference', 'receivedOn', 'link'],
  },
} as const satisfies Rooms;

/** Mails to many, which are in no outbox: see `notices/campaigns`. */
const notice = {
  'updates-notice': [
    ...['document', 'replaces', 'words', 'summary', 'changes', 'publishedOn', 'effectiveOn', 'compareLink', 'link'],
    ...['calendarLink', 'preferencesLink', 'unsubscribeLink'],
  ],
  // What a law or a contract owes: nobody can end it.
  'service-notice': [
    ...['document', 'replaces', 'words', 'summary', 'changes', 'publishedOn', 'effectiveOn', 'compareLink', 'link'],
    ...['calendarLink', 'options', 'why', 'postalAddress'],
  ],
  'service-notice-moved': [
    ...['document', 'words', 'publishedOn', 'effectiveOn', 'link', 'calendarLink', 'why', 'postalAddress'],
  ],
  'service-notice-cancelled': ['document', 'words', 'publishedOn', 'link', 'why', 'postalAddress'],
  'updates-moved': [
    ...['document', 'words', 'publishedOn', 'effectiveOn', 'link', 'calendarLink'],
    ...['preferencesLink', 'unsubscribeLink'],
  ],
  'updates-cancelled': ['document', 'words', 'publishedOn', 'link', 'preferencesLink', 'unsubscribeLink'],
} as const satisfies Templates;

/** Every mail that the server sends, with the placeholders of its wording. */
export const templates = {
  ...service.accounts,
  ...service.consent,
  ...service.desk,
  ...service.notices,
  ...service.requests,
  ...notice,
};

export type NoticeName = keyof typeof notice;

export type TemplateName = keyof typeof templates;

/** A value for each placeholder of the template. */
export type TemplateValues<Name extends TemplateName> = Readonly<Record<(typeof templates)[Name][number], string>>;

/** The wordings below `src/words/mail/` or `content/mail/`, each as `<room>/<name>.md`, with their placeholders. */
export const wordingFiles: Templates = filesIn({ ...service, notices: { ...service.notices, ...notice } });

/** Mails whose message a person wrote; all others are marked as made by a program (RFC 3834). */
export const writtenByPeople: ReadonlySet<TemplateName> = new Set([
  'request-reply',
  'request-reply-late',
  'request-asked',
  'request-extended',
  'request-answered',
  'request-closed',
]);

function filesIn(rooms: Rooms): Templates {
  const files = Object.entries(rooms).flatMap(([room, mails]) =>
    Object.entries(mails).map(([name, placeholders]) => [`${room}/${name}.md`, placeholders] as const),
  );
  return Object.fromEntries(files);
}
