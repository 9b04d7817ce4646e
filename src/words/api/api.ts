/** Of the page that explains the API to whoever writes a program. */
export const apiPage = {
  title: 'For programs',
  description: 'How {name}’s own programs ask what is in effect, and record agreements and consents.',
  lead: 'How {name}’s own programs ask which version of a document is in effect, what a person has agreed or consented to, and record it here. The same as an [OpenAPI 3.1 document](openapi).',
  rules: 'Rules for all of it',
  rulesText: [
    '**Keys.** The operator makes one with `npm run admin -- api-keys create`. It is shown once, may do what its scopes say, ends on its day and can be revoked. Send it as `Authorization: Bearer wtk_…`. Cookies are not read, and pages of other sites may not ask (no CORS): keep the key on your server.',
    '**Bodies** are JSON in UTF-8, `Content-Type: application/json`, up to 64 kilobytes. A member that is not named here is refused, and so is one that is given twice.',
    '**People** are named in the body, never in an address, so that no log of addresses names them: by your app’s own id, and by an email address that your app has verified.',
    '**Acts** carry an `Idempotency-Key` of your own, such as a UUID. Sent again with the same key and body, an act is done once. A consent or an agreement is then answered with how things stand by then: a yes that was taken back meanwhile stays taken back. With another body, within 24 hours, the key is refused.',
    '**Limits.** 600 requests a minute for each key. Over that: 429, and `Retry-After` says how many seconds to wait.',
    '**Fail closed.** Only an answer of 200 that says `true` is a yes. An error, a timeout or an unknown person is a no.',
  ],
  noKey: 'no key needed',
  sent: 'What you send',
  example: 'Example: {title}',
  answered: 'What you get, with status {status}',
  canGoWrong: 'What can go wrong:',
  holds: 'What it holds',
  member: 'Member',
  is: 'Is',
  means: 'Means',
  isOptional: '(may be left out)',
  problems: 'Problems',
  problemsText:
    'Whatever is wrong is answered in `application/problem+json` (RFC 9457): `code` is for your program, `detail` says what to do, `requestId` is the name of the request in our log.',
  code: 'Code',
  status: 'Status',
  meaning: 'What it means, and what to do',
  problem: '**{title}.** {detail}',
};

/** Of an answer without a page. */
export const noHeadOfDay = 'No head was published for this day.';
