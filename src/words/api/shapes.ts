/** What a member of a body or of an answer means, by its shape. */
export const means = {
  slug: {
    document: 'The name of the document in addresses.',
    purpose: 'The name of the purpose in addresses.',
  },
  versionName: 'The name of a version: the day of its publication, and -2 for a second one of that day.',
  digest: 'SHA-256, in 64 hexadecimal digits.',
  siteAddress: 'An address of this site.',
  personId: 'The app’s own name for the person, which never changes and is never given to another.',
  email: 'An address that the app has verified to be the person’s.',
  person: {
    itself: 'Somebody who uses the app.',
  },
  actingPerson: {
    name: 'Their name.',
    itself: 'Somebody who acts in the app. Whoever has no account here yet gets one, and a mail that says so.',
  },
  place: {
    screen: 'The screen of the app.',
    control: 'The button or switch that was pressed, as it is labelled.',
    itself: 'Where in the app somebody acted. It goes into the record.',
  },
  version: {
    effectiveOn: 'From when it binds.',
    class: 'How far the change goes. Null for a first version.',
    textSha256: 'SHA-256 of the text as it is read: what an agreement names.',
    sourceSha256: 'SHA-256 of the text at textUrl, byte for byte.',
    url: 'The page of this version, for ever.',
    textUrl: 'Its source.',
    itself: 'A published version.',
  },
  documentsAnswer: {
    day: 'Today, where the company is.',
    documentsIsAgreement: 'Whether people agree to it.',
    documentsInEffect: 'The version that binds today.',
    documentsWaiting: 'The version that is published and not yet in effect.',
  },
  openApiAnswer: 'A document after https://spec.openapis.org/oas/v3.1.',
  problem: {
    type: 'Where the problem is explained.',
    title: 'The problem, the same whenever it occurs.',
    status: 'The status of the answer.',
    detail: 'What to do about it.',
    code: 'The problem’s name, for programs.',
    requestId: 'The request’s name in our log.',
    errorsPointer: 'A place in the body (RFC 6901).',
    errorsDetail: 'What must stand there.',
    itself: 'A problem after RFC 9457.',
  },
  signatory: {
    name: 'Who agrees, by name.',
    capacity: 'In what capacity, such as Director.',
    business: 'For which business.',
    address: 'Its postal address, with line breaks.',
    itself: 'Who agrees, in what capacity, for which business.',
  },
  agreementAct: {
    version: 'The version that the person was shown.',
    textSha256: 'The digest of its text.',
    hasAuthority: 'That the person confirmed to have authority for the business.',
  },
  agreementAnswer: {
    agreed: 'Whether the person has agreed to what is in effect.',
    standing:
      '"superseded": new terms took effect since. "declined": the person declined them. "negotiated": there is a contract of its own, and nothing to ask.',
    agreementVersion: 'The version agreed to. Null for a contract of its own.',
    agreementAt: 'When it was recorded.',
    agreementEntry: 'Its number in the ledger.',
    agreementReceiptUrl: 'The receipt, for the person, who signs in to read it.',
    agreement: 'What the person agreed to last.',
    itself: 'How a person stands with a document that is agreed to.',
  },
  agreementsAnswer: {
    agreed: 'Whether the person has agreed to all that is in effect.',
    agreements: 'Each document that is agreed to.',
  },
  purposeVersion: {
    itself: 'A version of what consent is asked for.',
  },
  purposesAnswer: {
    day: 'Today, where the company is.',
  },
  consentAct: {
    act: 'What the person decided. To take back what was given, see withdrawals.',
    version: 'The version that the person was shown.',
    textSha256: 'The digest of its text.',
    hasAuthority: 'With signatory, where the purpose asks a business: that the person may instruct for it.',
  },
  consentAnswer: {
    given: 'Whether what the purpose says may be done. Whatever is not known is no.',
    answer:
      'What the person said last. "asked-again": a yes that counts no longer, because another text is asked now or a backup was restored. "none": nothing yet.',
    version: 'The version that this answer was to.',
    at: 'When it was recorded.',
    entry: 'Its number in the ledger.',
    receiptUrl: 'The receipt, for the person, who signs in to read it.',
    itself: 'How a person stands with a purpose.',
  },
  task: 'The task, as the webhook or the list names it.',
  taskAnswer: {
    result: 'done: what was asked is done, or handed over with this. nothing-held: there is nothing about the person.',
    data: 'For an export: what you hold about the person, as it is to be handed over. A body of two megabytes at most; a task takes 100 of them, and about 50 megabytes in all.',
    note: 'For the staff who answer the request.',
    isLast: 'False where more data of the same task follows. True, if left out.',
  },
  requestTask: {
    kind: 'Hand over, correct, erase, or keep without using.',
    reference: 'Of the request.',
    dueOn: 'By when the person is answered: answer well before.',
    personName: 'As the person gave it, or an agent who asks for them.',
    personEmail:
      'The address that the person has confirmed, or under which an agent asks for them. Empty where none is known.',
    instruction: 'What exactly is to be done, where the kind does not say it.',
    itself: 'What a system has to do for a request.',
  },
  requestTasks: {
    tasks: 'The oldest first.',
    isDone: 'Whether the task is answered with it.',
  },
  signIn: {
    next: 'The page to open after signing in. The overview, if left out.',
  },
  signInLink: {
    url: 'Where to send the person’s browser. It holds a secret: keep it out of logs.',
    expiresAt: 'Until when it works: for one minute, once.',
  },
  timestamp: 'When this attempt was made (UTC).',
  told: 'What is told.',
};

/** What must stand in a member that was refused. */
export const wrong = {
  slug: {
    document: 'Name a document.',
    purpose: 'Name a purpose.',
  },
  versionName: 'Name a version, like 2026-04-23.',
  digest: 'Give a SHA-256, in 64 hexadecimal digits of small letters.',
  personId: 'Give the app’s own id of the person: 1 to 128 visible ASCII characters.',
  email: 'Give one email address in full, like name@example.com.',
  person: 'Name the person, as an object.',
  name: 'Give the name: 1 to 200 characters of text on one line.',
  place: {
    line: 'Say where it was done, as 1 to 200 characters of text on one line.',
    itself: 'Say where in the app it was done, as an object.',
  },
  signatory: {
    address: 'Give the postal address of the business: up to 500 characters, with line breaks.',
    name: 'Give the name of whoever agrees: 1 to 200 characters on one line.',
    capacity: 'Give the capacity: 1 to 200 characters on one line.',
    business: 'Name the business: 1 to 200 characters on one line.',
    itself: 'Say who agrees and for which business, as an object.',
  },
  agreementAct: {
    hasAuthority: 'Say true once the person has confirmed that they may agree for the business.',
  },
  consentAct: {
    act: 'Say "give" or "refuse".',
    hasAuthority: 'Say true once the person has confirmed that they may instruct for the business.',
  },
  task: 'Name a task by its id.',
  taskAnswer: {
    result: 'Say done or nothing-held.',
    data: 'Hand over the data as an object.',
    note: 'Write a note as text of at most {longest} characters, or leave it out.',
    isLast: 'isLast is true or false.',
  },
  signIn: {
    next: 'Name a page of the account, like /account/consents/, or leave it out.',
  },
};

/** What a connected system is told, and the headers of it. */
export const hooks = {
  requestTask: {
    title: 'There is a task',
    text: 'A request gave the system a task. It names nobody: ask for the task with the key of the system.',
    kind: 'Hand over, correct, erase, or keep without using.',
    details: 'Where the key of the system is told what is to be done.',
    data: 'Which task.',
  },
  documentPublished: {
    title: 'A version was published',
    text: 'For a system that asked to hear of documents: a version was published, once for each. All of it is public.',
    effectiveOn: 'From when it binds. Null where it was taken back meanwhile.',
    data: 'Which version.',
  },
  headers: {
    'webhook-id': 'The name of the event, the same at each attempt: what came twice is done once.',
    'webhook-timestamp': 'When this attempt was made, in seconds since 1970. Refuse what is older than five minutes.',
    'webhook-signature':
      'One or two signatures with a space between, each `v1,` and an HMAC-SHA256 in base64 over id, timestamp and body, joined by full stops, under the secret of the system. One that is right is enough.',
  },
};

/** Of the description for programs. */
export const description = {
  title: '{name}: documents, consents and agreements',
  text: 'For programs that have a key. In words: {address}',
  key: 'A key that the operator made. Cookies are not read.',
  done: 'Done, or done before under the same key.',
  answer: 'The answer.',
  unchanged: 'What If-None-Match names is still the answer.',
  webhook: '{text} What is not answered with 2xx within 15 seconds is sent again, nine times within four days.',
  heard: 'Heard. Any 2xx will do, and nobody reads the body.',
  gone: 'The system is gone: it is connected no longer, and told nothing more.',
  idempotencyKey:
    'The act’s own name, such as a UUID. The same name with the same body is done once, and a consent or an agreement that is sent again is answered with how things stand by then. Within 24 hours the same name with another body is refused.',
  tags: {
    agreements: 'Who has agreed to which version.',
    consents: 'Who has consented to what.',
    documents: 'What is published, and in effect.',
    'openapi.json': 'This description.',
    purposes: 'What consent may be asked for.',
    'request-tasks': 'What a connected system does for people who ask.',
    'sign-in-links': 'From the app into an account here.',
    webhooks: 'What a connected system is told of, signed as Standard Webhooks are.',
  },
  headers: {
    'Cache-Control': 'For how long the answer may be kept.',
    ETag: 'The name of this answer, for If-None-Match (RFC 9110, section 8.8.3).',
    RateLimit: 'How many requests the key has left, and in how many seconds the count begins anew.',
    'RateLimit-Policy': 'How many requests a key has, in how many seconds.',
    'Retry-After': 'After how many seconds to try again.',
    'WWW-Authenticate': 'What is wrong with the key (RFC 6750, section 3).',
  },
};

/** What a member is, as a page names it. */
export const kinds: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  date: 'date',
  'date-time': 'time (UTC)',
  'idn-email': 'email address',
  integer: 'whole number',
  object: 'object',
  string: 'text',
  uri: 'address',
};
export const anything = 'anything';
export const listOf = 'list of {kind}';
export const or = ' or ';
