/**
 * What the software promises of itself, whoever runs it, and what the tests show that name it as `promise('<id>')`.
 * A company quotes one where its own text says the same; none is obligatory. The words speak of this site alone.
 */
export const productPromises = {
  'account-data':
    'An account of this site is opened and given a business profile. Its table has places for an address, a name, a hashed password and the business profile, and for nothing else of the person. No table has a column for a card number or for billing, no form a field for it, and a form that brings one all the same is refused.',
  'additional-rights':
    'Every country and state can be chosen, what the law there gives is offered, the rights of the GDPR and of the CCPA among it, and each right that is asked for becomes an item of its own.',
  'address-digests':
    'An address is found again however it is written, by a digest under a key. Whoever reads the database learns neither who asked nor who subscribed.',
  'agreement-facts':
    'An agreement whose document names facts of the company that it must state is opened while one of them is not confirmed, or confirmed and not yet in the version in effect: it is agreed to neither on its page nor by the app, and the page names what is missing.',
  'ai-training':
    'On this site the consent to training is off until the holder of an account says yes to that alone, one step gives it and one withdraws it in the same place, both are recorded with the text that was shown, a new text needs a new yes, and whoever asks for a consent that is unknown is told no. What the web app does with the answer is shown elsewhere.',
  'answer-within-30-days':
    'For every day on which a request can arrive, by form or by mail, it is due within 30 days, sooner where the law of the place where the person lives says so, and a late one is shown to staff as late. That people answer by then is for people to keep.',
  'changes-told':
    'The password, the address and the second factor of an account of this site are changed. A mail tells of each, with the time and what to do if it was somebody else; of a new address, the old one is told.',
  'content-security-policy':
    'Answers of every kind are asked for, errors included, and each carries the policy. Chromium keeps to it and has nothing to complain of.',
  'deletion-and-backups':
    'An account of this site is deleted and time is moved on. What was erased is at once in no file of the database, a backup of the next day holds nothing that lets it be read, no backup becomes older than 30 days, a restored one erases again, and after 31 days no file holds anything of the person: neither database, nor backups, nor the copy for taking it back. Backups that somebody carries elsewhere are for the hosting provider.',
  'encryption-at-rest':
    'Requests, subscriptions and mails are stored, and the whole database is read: no name, address, detail or message stands in it in clear. Each is sealed with AES-256-GCM and opens only in its own place. References, dates and kinds are not sealed; encrypting the disk is for the hosting provider.',
  'end-customers':
    'Somebody who says that they are the customer of a business is due to be passed on within two business days. Staff pass the request on: the legal contact of the business is told and has a page with its own deadline and a way to ask for help, and the person reads the same words whether the business is known here or not. What the business then answers is for the business.',
  export:
    'An account of this site is exported: every column of the database that is not listed with a reason is looked for in the file, each table is there as CSV and as JSON, and no password or other secret is. Data that is kept in the web app is not part of it.',
  'figures-without-persons':
    'Requests are counted by year, kind and outcome, without persons. Of 200 tables of counts, what a reader could take from the sum is never fewer than five, and never one count alone.',
  'form-counts': 'The counts hold no address that can be read, and are gone after a day.',
  'form-limits':
    'The eleventh request for one address from one network within a day is refused in words, the twenty-first for one address from anywhere, and, for any addresses, the hundred-and-first from one network within an hour. So is the hundred-and-first subscription from one network.',
  'keys-apart': 'The whole database is read after a request was stored in it: none of the keys is there.',
  'ledger-chain':
    "Chains of this site's ledger are altered, cut, reordered and made anew in hundreds of ways, and whoever verifies them finds it, against the digests of earlier days where the chain was made anew as a whole. The digest of a day is settled when the day is over.",
  'life-of-the-account': 'Three years pass over an account of this site with every job running, and it is as it was.',
  'links-need-a-button':
    'A link for a request and a link for a subscription are opened over and over as a mail scanner does: nothing changes until the button is pressed. Nor does looking at the link that opens an account.',
  'mailed-links-sealed': 'The whole database is read while mails wait in it: no link and no address can be read.',
  'no-third-party': 'The same visit of every page, with scripts and without, finds not one request to anybody else.',
  'nothing-repeated':
    'A form is filled in with words of its own in every field: the mail that asks to confirm the address holds none of them.',
  'notices-at-forms':
    'Each form of this site that takes anything in is looked up: it says what is kept of it, why and for how long, in the words of the retention schedule. Fields that are only compared with what is there, as a password or a code, are kept nowhere and listed. Forms of the web app are shown elsewhere.',
  'notice-of-changes':
    'A version that needs notice cannot take effect before the days of notice of its document have passed, and everybody who confirmed an address for the document gets one mail; so does whoever has an account, where it is the privacy policy. Every version, the old ones too, opens at its own address.',
  'one-time-links':
    'A link confirms once, also when it is used ten times at the same moment; after seven days it confirms nothing. What is stored is a digest. The same holds for the link that opens an account, and for the one with which a forgotten password is replaced, which is good for ten minutes.',
  'password-hashing':
    'What is stored of a password is a bcrypt hash of cost 12. Passwords that differ only beyond the 72 bytes that bcrypt reads are told apart.',
  'passwords-not-mailed':
    'A browser opens an account, signs in and replaces a forgotten password. Every mail that was sent on the way is searched for the passwords that were typed, and holds none.',
  'retention-of-accounts':
    'The clock of this site is moved to the day on which each of these is due: sign-ups that nobody confirmed, sessions and links are gone; of a deleted account the copy is destroyed with its key, no backup of the time between has it, and the list of the deleted forgets it. The ledger keeps its entries, and the secret behind them for five years.',
  retention: 'Time is moved on, and what is due is gone to the day: of requests, addresses, links, mails and counts.',
  'reusable-links':
    'A link opens what it was made for and nothing else; a link that was altered or made up opens nothing.',
  'rights-in-the-account':
    "Somebody signed in on this site sees, corrects, exports and deletes what the site holds about them, each at once and without anybody's help. Data that is kept in the web app is not part of it.",
  'second-factor':
    'An account of this site with a second factor is signed in to with its password: no session opens before a code of the app is given. A new password set by mail opens none either, and the second factor stays.',
  'service-mail':
    'The mails of this site that answer a person are kept apart from notices: they are sent before them, and carry no marks of a list.',
  'session-cookie-of-accounts':
    'Signing in sets one cookie, wt_session, HttpOnly, for this host alone and, on https, for https alone. It opens nothing from 30 days after signing in, to the second, however often it was used before.',
  'session-cookie':
    'A browser visits every page that a visitor can reach, fills in the forms and opens the pages behind mailed links, with scripts and without. It finds no cookie at all, and nothing stored in the browser. It does not sign in, so this says nothing of the cookie that signing in sets.',
  'sessions-in-your-hands':
    'Somebody signed in on several devices sees each of them, ends one and then all others. Their cookies open nothing from that moment on, on any server of this site.',
  'subprocessor-list':
    'The list in the text that shows it beside its own words is the one that the page of subprocessors has, row for row, and names exactly the providers that are active in the list that we keep.',
  'subprocessor-notice':
    'A new subprocessor is published: each business that agreed gets one mail at its account and one at its legal contact, with its legal name, purpose, data, place and mechanism, the day, and until when and where to object. Dates that were worked out by hand show the last day on which an objection is taken, by the account, the link or the mail, and that a start before the day after it is told as too early, and refused in the text. Nothing but a line in the settings of the list, which a person writes, shortens this. When a provider gets data is for people to keep.',
  'takes-effect-at-once':
    'Objecting to marketing and withdrawing consent end every subscription of the address in the moment in which the form is sent, before any confirmation.',
  'unconfirmed-requests':
    'A reply to a person whose address is not confirmed is held back: neither mail nor page shows it before that. To change and erase nothing by hand until then is for the staff to keep.',
  'works-without-scripts':
    'A browser with scripts turned off makes a request, confirms it, reads the answer and answers back; another subscribes, chooses, and leaves.',
} as const satisfies Record<string, string>;

export type ProductPromise = keyof typeof productPromises;

export function isProductPromise(id: string): id is ProductPromise {
  return Object.hasOwn(productPromises, id);
}
