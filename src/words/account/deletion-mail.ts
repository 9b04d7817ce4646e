/** Of the mail that confirms a deletion. */
export const deletionMail = {
  withPassword: 'with your password',
  /** Where an app had opened the account and no password was ever set. */
  withLink: 'with this link alone, for it had no password',
  agreements:
    'The agreements that your business made from this account are attached, each with what was signed, the text, and the receipt that proves it. Please keep them: we can give you no other copy once the account cannot come back.',
  kept: 'The agreements that your business made from this account are attached, each with what was signed, the text, and the receipt that proves it. As you asked, we also keep them until {keptUntil}, encrypted so that this link alone opens them, and we cannot. Pass it on to whoever keeps the contracts of your business: it cannot be made again.\n\n[See the agreements]({keptLink})',
};

/** Of the mail about a deletion that has to wait, where the law lets us say no more. */
export const waitingMail = {
  untold: 'A law or a court obliges us to keep it for now, and does not let us say more.',
};
