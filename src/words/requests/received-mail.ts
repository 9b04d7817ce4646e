/** What is said around the words of a mail that was taken in. */
export const receivedMail = {
  from: 'From: {author}',
  notGiven: 'not given',
  subject: 'Subject: {subject}',
  attachment: 'Attachment: {name} ({type}, {size})',
  unnamed: 'without a name',
  noText: '(The mail has no text.)',
  rest: '(The rest stands in the original mail.)',
};
