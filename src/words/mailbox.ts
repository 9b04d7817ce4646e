/** Of the mailbox on this machine, which whoever runs the server reads. */
export const mailboxPage = {
  title: 'Local mailbox',
  lead: 'Mail that would have gone out, had this server been told how to send it. It stays on this machine.',
  empty: 'There is no mail yet. It appears here a second or two after something was done.',
  mails: 'Mails, the newest first',
  subject: 'Subject',
  to: 'To',
  when: 'When',
};

export const mailPage = {
  to: 'To {address}',
  file: 'the mail as it would go out (.eml)',
};
