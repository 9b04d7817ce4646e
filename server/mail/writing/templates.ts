/** What every mail may say: who writes, and where an answer reaches them. */
export const senders = ['company', 'privacyAddress'] as const;

/** Mails about what somebody asked for or has with us: they go out whatever else the person wishes. */
const service = {
  'request-confirm': ['reference', 'receivedOn', 'dueOn', 'reckoned', 'closesOn', 'link'],
  'request-received': ['reference', 'receivedOn', 'free', 'dueOn', 'reckoned', 'link'],
  'request-on-behalf': ['reference', 'receivedOn', 'items', 'updatesLink'],
  'request-acknowledged': ['reference', 'receivedOn', 'dueOn', 'reckoned', 'items', 'caseLink'],
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
  'request-staff-business-answered': ['reference'],
  'request-staff-business-help': ['reference'],
  'request-answer-code': ['reference', 'code', 'file'],
  'request-staff-new': ['reference', 'receivedOn', 'dueOn', 'items', 'channel'],
  'request-staff-confirmed': ['reference', 'dueOn'],
  'request-staff-message': ['reference', 'dueOn'],
  'request-staff-permission': ['reference', 'dueOn'],
  'request-staff-withdrawn': ['reference', 'receivedOn'],
  'updates-confirm': ['documents', 'link'],
  'updates-preferences': ['link'],
  'updates-unknown': ['link'],
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
  'account-deleted': ['erasedOn', 'goneOn', 'link', 'agreements'],
  'account-deletion-waits': ['askedOn', 'reason', 'link'],
  'account-restored': ['link'],
  'desk-invitation': ['name', 'link'],
  'desk-reminder': ['count', 'requests', 'link'],
  'desk-mail': ['count', 'receivedOn', 'dueOn', 'link'],
  'desk-notice-late': ['document', 'version', 'what', 'effectiveOn', 'earliestOn', 'days', 'act', 'link'],
  'desk-objection': ['document', 'version', 'effectiveOn', 'dueOn', 'link'],
  'objection-received': ['document', 'objectedOn', 'dueOn', 'grounds'],
  'objection-settled': ['document', 'objectedOn', 'outcome', 'message'],
  'consent-withdrawn': ['purposes', 'link'],
  'agreement-recorded': ['document', 'version', 'business', 'link', 'textLink'],
} as const satisfies Record<string, readonly string[]>;

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
    'document',
    'words',
    'publishedOn',
    'effectiveOn',
    'link',
    'calendarLink',
    'why',
    'postalAddress',
  ],
  'service-notice-cancelled': ['document', 'words', 'publishedOn', 'link', 'why', 'postalAddress'],
  'updates-moved': ['document', 'words', 'publishedOn', 'effectiveOn', 'link', 'preferencesLink', 'unsubscribeLink'],
  'updates-cancelled': ['document', 'words', 'publishedOn', 'link', 'preferencesLink', 'unsubscribeLink'],
} as const satisfies Record<string, readonly string[]>;

/** Every mail that the server sends, with the placeholders of its wording in `content/mail/<name>.md`. */
export const templates = { ...service, ...notice };

export type NoticeName = keyof typeof notice;

export type TemplateName = keyof typeof templates;

/** A value for each placeholder of the template. */
export type TemplateValues<Name extends TemplateName> = Readonly<Record<(typeof templates)[Name][number], string>>;

/** Mails whose message a person wrote; all others are marked as made by a program (RFC 3834). */
export const writtenByPeople: ReadonlySet<TemplateName> = new Set([
  'request-reply',
  'request-reply-late',
  'request-asked',
  'request-extended',
  'request-answered',
  'request-closed',
]);
