/**
 * The pages on which somebody asks for notices, consents to them and changes that. The ledger records what is consented
 * to as it was read, with what stands below it.
 */
export const updatesPage = {
  title: 'Be told before a policy changes',
  description: 'Choose the documents, give your address, and get a mail for each new version. One click ends it.',
  lead: 'When a new version of a document is published, we send you one mail: what changes, from when, and where to read it. In each mail, one click ends it.',
  documents: 'Which documents?',
  documentsHelp: 'Choose all that you want to hear about. We do not write when only a typing error is corrected.',
  emailHelp: 'We send a link there. Nothing starts before you open it and confirm.',
  already: 'You get these notices already?',
  alreadyText:
    'Use the links at the end of any notice to change or end them. Or enter your address, and we email you a link.',
  alreadyEmail: 'The address that gets them',
  sendPreferences: 'Email me my link',
};

export const confirmPage = {
  title: 'Confirm your address',
  one: 'Shall we write to you when a new version of this document is published?',
  several: 'Shall we write to you when a new version of these documents is published?',
  effect:
    'It is one mail for each new version: what changes, from when, and where to read it. In each mail, one click ends it.',
  confirm: 'Yes, tell me',
  notYou: 'You did not ask for this?',
  notYouText:
    'Then do not press the button. Nothing starts by itself, and what was entered is erased after a few days.',
};

export const preferencesPage = {
  title: 'Your notices',
  confirmed: 'Your address is confirmed.',
  saved: 'Your choice is saved.',
  effect: 'We write to you when a new version of a document that is ticked below is published.',
  documents: 'Which documents do you want to hear about?',
  end: 'End all notices',
  note: 'If you end all notices, we erase your address and your choice at once. This page needs no password: anyone who has its link can see your address and change your choice, so please do not pass it on. The link is in every notice.',
  receipts: 'What is recorded of your choice, with receipts to keep',
};

export const subscriberReceiptsPage = {
  title: 'What is recorded of your choice',
  lead: 'Each time you said that you want notices, or no more of them, with the words that you had before you and a receipt to keep. Nothing here can be changed by you or by us. Once you end all notices, it names you no more.',
  entry: 'Entry {number}',
  back: 'Your notices',
};

export const unsubscribePage = {
  title: 'End your notices',
  lead: 'Press the button, and we send you no more notices of any document. Your address and your choice are taken off our list at once.',
  end: 'End all notices',
  instead: 'To keep some of them, use the link “change your notices” in the mail.',
};

/** Below each of these forms. */
export const noticesKept = {
  text: 'We keep your address and your choice to send you these notices, because you ask us to (GDPR Article 6(1)(a)), and use them for nothing else. You can end the notices at any time with one click, and then we erase both. What stays is an entry in our ledger that names nobody: it lets us show that you asked for them, should anybody doubt it (GDPR Article 7(1)). No account, no password. Questions: [{address}](mail).',
  /** By the names of `content/retention.yaml`. */
  entries: ['subscriber', 'ledger', 'ledger-parts', 'ledger-proof', 'backup'],
};

/** In the receipt of such a consent. */
export const noticesReceipt = {
  purpose: 'Notices of new versions: {title}',
  address: 'Email address',
  choice: 'The documents you chose to hear about',
};
