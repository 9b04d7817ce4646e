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
  'request-closed': ['reference', 'outcome', 'message', 'caseLink', 'caseUntil'],
  'request-case-link': ['reference', 'caseLink'],
  'request-staff-new': ['reference', 'receivedOn', 'dueOn', 'items', 'channel'],
  'request-staff-confirmed': ['reference', 'dueOn'],
  'request-staff-message': ['reference', 'dueOn'],
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
  'account-deleted': ['erasedOn', 'goneOn', 'link'],
  'account-deletion-waits': ['askedOn', 'link'],
  'account-restored': ['link'],
  'consent-withdrawn': ['purposes', 'link'],
  'agreement-recorded': ['document', 'version', 'business', 'link', 'textLink'],
} as const satisfies Record<string, readonly string[]>;

/** Mails to whoever asked to be told: an objection ends them, and so does an address that is not there. */
const notice = {
  'updates-notice': [
    ...['document', 'summary', 'publishedOn', 'effectiveOn', 'compareLink', 'link'],
    ...['preferencesLink', 'unsubscribeLink'],
  ],
  'updates-moved': ['document', 'publishedOn', 'effectiveOn', 'link', 'preferencesLink', 'unsubscribeLink'],
  'updates-cancelled': ['document', 'publishedOn', 'link', 'preferencesLink', 'unsubscribeLink'],
} as const satisfies Record<string, readonly string[]>;

/** Every mail that the server sends, with the placeholders of its wording in `content/mail/<name>.md`. */
export const templates = { ...service, ...notice };

/** Service mail goes first. */
export type MailKind = 'service' | 'notice';

export type NoticeName = keyof typeof notice;

export type TemplateName = keyof typeof templates;

/** A value for each placeholder of the template. */
export type TemplateValues<Name extends TemplateName> = Readonly<Record<(typeof templates)[Name][number], string>>;

export function kindOf(template: TemplateName): MailKind {
  return template in notice ? 'notice' : 'service';
}

/** Mails whose message a person wrote; all others are marked as made by a program (RFC 3834). */
export const writtenByPeople: ReadonlySet<TemplateName> = new Set([
  'request-reply',
  'request-reply-late',
  'request-closed',
]);
