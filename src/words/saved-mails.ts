/** What a request says of the mail that it came by, around the person's own words. */
export const savedMail = {
  from: 'From: {from}',
  noAuthor: 'not given',
  subject: 'Subject: {subject}',
  attachment: 'Attachment: {name} ({type}, {size})',
  unnamed: 'without a name',
  noText: '(The mail has no text.)',
  rest: '(The rest stands in the original mail.)',
};
