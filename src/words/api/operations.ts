/** What each operation of the API does, and what its caller has to mind, by its id. */
export const operationWords = {
  listDocuments: {
    title: 'The documents, and what is in effect',
    text: 'Of each document the version that binds today, with the digest that an agreement to it names, and the one that waits for its day. A connected system that asked for it is told of each version as it is published, by a signed webhook (Standard Webhooks) of the type document.published: document, title, version, class, publishedOn, effectiveOn, url, textUrl, textSha256 and sourceSha256. It may come more than once, and in any order: what is in effect, this says.',
  },
  listPurposes: {
    title: 'What consent may be asked for',
    text: 'Of each purpose the text that is in effect, with the digest that a consent to it names.',
  },
  describe: {
    title: 'This description, for programs',
    text: 'All that stands on this page, as an OpenAPI 3.1 document.',
  },
  agreementState: {
    title: 'Whether a person has agreed to what is in effect',
    text: 'Each document that is agreed to, and how the person stands with it. Where agreed is false, show the version in effect and ask.',
  },
  recordAgreement: {
    title: 'Record that a person agrees for a business',
    text: 'Show the very text that you name, and let the person confirm their authority and press a button that says so. A copy is mailed to them at once.',
  },
  consentState: {
    title: 'Whether a person allows something',
    text: 'Ask each time before you do what needs consent, and do it only if given is true. A person whom nobody knows here has allowed nothing.',
  },
  recordConsent: {
    title: 'Record that a person consents, or refuses',
    text: 'Only what the person did of their own accord, having read the version that you name: nothing that was ticked before. It must be the one in effect.',
  },
  withdrawConsent: {
    title: 'Record that a person withdraws consent',
    text: 'It needs no version and no reason, and it is never refused for being late. Stop what the consent allowed at once.',
  },
  listRequestTasks: {
    title: 'What your system has to do for people who ask',
    text: 'For the key of a connected system: its open tasks, the oldest first, at most 100. A webhook of the type request.task says that there is one more, and names nobody. A task stays here until it is answered, or what it is for is taken back, refused or corrected.',
  },
  answerRequestTask: {
    title: 'Answer a task',
    text: 'Hand over the data for a task of the kind export, in parts if it is large (isLast: false but for the last), or say that the task is done, or that you hold nothing about the person. What is answered once is done.',
  },
  createSignInLink: {
    title: 'Bring a signed-in person to their account here',
    text: 'Ask for it when the person presses the button, and redirect the browser there at once. The page shows whose account it is; a button signs in. A second factor is still asked for, and a password before anything that cannot be undone.',
  },
};
