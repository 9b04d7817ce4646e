import type { DeskFault } from './desk-acts.ts';
import type { WitnessProblem } from './heads/witness.ts';
import type { ProofStatus } from './receipts/proof.ts';
import type { ReceiptFault } from './receipts/receipt.ts';
import type { Fault } from './verification.ts';

/** What the commands say of an entry. */
export const faultWords: Record<Fault, string> = {
  missing: 'is missing: it was deleted',
  'out-of-order': 'stands in another place than the one it was given: entries were reordered',
  forked: 'rests on an entry that another one rests on already: the chain was forked',
  'does-not-follow': 'does not rest on the entry before it as that one stands: one of the two was changed',
  edited: 'was edited: its digest is another',
  'not-canonical': 'is no entry that this ledger writes: it was edited',
  'time-backwards':
    'was recorded before the entry in front of it, as it says itself: entries were reordered or invented',
  uncommitted: 'does not commit to one owner and to its receipt, as each entry of ours does: it was invented',
  'reference-unknown': 'refers to an entry of its subject that does not stand before it: it was invented',
  'text-unknown': 'is about a text that was never published with that digest: it was invented',
  unsigned: 'bears no signature of this ledger: it was invented',
  'columns-differ': 'is found under other words than it says itself: its row was edited',
  'part-differs': 'commits to other personal data than is kept with it',
  'part-missing': 'commits to personal data that is no longer kept, and nobody was erased',
  'owner-differs': 'is of somebody else than it stands under: two people were exchanged',
  truncated: 'and all after it are missing: the ledger was cut off',
  'head-differs': 'or one soon after it was changed and all that follow were made anew: a published head says so',
  'receipt-refuted':
    'stands as a committed head vouches for it, and a receipt says otherwise: the receipt is not of this ledger',
  'receipt-differs': 'or one soon after it was changed and all that follow were made anew: a receipt says so',
};

export const receiptFaultWords: Record<ReceiptFault, string> = {
  'entry-unreadable': 'holds no entry of a ledger',
  'digest-differs': 'holds an entry that does not have the digest it names',
  'signature-differs': 'bears a signature that is not ours: somebody else made it',
  'parts-differ': 'shows other data than the entry commits to',
  'words-differ': 'says something else than the entry that it holds',
  'head-not-reached': 'does not lead to the head that it names',
  'head-differs': 'leads to another head than the one that was published for that day',
};

export const standingOfReceiptWords: Record<ProofStatus, string> = {
  committed: 'is whole: it proves entry {entry}, and a committed head rests on it.',
  signed:
    'is signed by us: entry {entry} is not yet in a committed head. Check it again when the day of the act is over.',
  foreign:
    'is signed by a key that is not ours: nothing vouches for its entry {entry}. If our key was changed today, check it ' +
    'again when the day is over.',
  unknown: 'says what its entry {entry} says, but no committed head or key vouches for it.',
};

/** Of a later receipt, which no head rests on. */
export const standingOfLaterWords: Record<Exclude<ProofStatus, 'signed'>, string> = {
  committed: 'is signed by us, and completes the receipt {receipt} by what was confirmed until {at}:',
  foreign: 'is signed by a key that is not ours: nothing vouches for what it says of the receipt {receipt}.',
  unknown: 'says of the receipt {receipt} what was confirmed until {at}, but no committed key vouches for it:',
};

export const witnessWords: Record<WitnessProblem, string> = {
  'address-unsafe': 'Give the address of the site: https, or this machine.',
  unreachable: 'The site does not answer with a head. Try again later; nothing was changed.',
  unreadable: 'What the site answers is not a head.',
  'head-missing': 'The site does not have the head that was committed last: its ledger was replaced or cut off.',
  'head-altered': 'The site has another head for the day that was committed last: its ledger was rewritten.',
  'head-older': 'The newest head of the site is older than the one that was committed last: its ledger was cut off.',
  'key-altered': 'The site publishes another key under the name of one that was committed: its keys were replaced.',
  'does-not-extend': 'The heads of the site do not rest on each other: its ledger was rewritten.',
};

/** The same of an act of staff, which stand in a chain of their own. */
export const deskFaultWords: Readonly<Record<DeskFault, string>> = {
  missing: 'is missing, or does not follow the one before',
  edited: 'is not what was recorded',
  'columns-differ': 'is listed as something else than was recorded',
  unsigned: 'was not signed by a key of this ledger',
  'time-backwards': 'is older than the one before',
  'head-differs': 'is not the one that was published',
};
