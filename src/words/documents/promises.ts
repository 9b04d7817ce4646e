import type { ProductPromise } from '../../library/promises/product.ts';
import type { Scope } from '../../library/promises/shapes.ts';

/** How far a proof reaches. */
const scopePlaces: Record<Scope, string> = {
  'this-site': 'on this site',
  'web-app': 'in the web app',
  vendor: 'at a provider',
  company: 'in the company',
};

/** What was tested, so that nobody reads more into it. */
const tested: Record<ProductPromise, string> = {
  'account-data': 'fields of an account',
  'additional-rights': 'rights in the request form',
  'address-digests': 'digests of addresses',
  'agreement-facts': 'facts that an agreement must state',
  'ai-training': 'consent to AI training',
  'answer-within-30-days': 'due dates of requests',
  'changes-told': 'mails about account changes',
  'content-security-policy': 'content security policy',
  'deletion-and-backups': 'deletion and backups',
  'encryption-at-rest': 'sealed fields of the database',
  'end-customers': 'passing on to businesses',
  export: 'export of an account',
  'figures-without-persons': 'figures of requests',
  'form-counts': 'counts for form limits',
  'form-limits': 'limits of forms',
  'keys-apart': 'no key in the database',
  'ledger-chain': 'chain of the ledger',
  'life-of-the-account': 'accounts over three years',
  'links-need-a-button': 'mailed links',
  'mailed-links-sealed': 'sealed links of mails',
  'no-third-party': 'no third-party requests',
  'nothing-repeated': 'confirmation mail',
  'notice-of-changes': 'notice before changes',
  'notices-at-forms': 'what forms keep',
  'one-time-links': 'one-time links',
  'password-hashing': 'hashing of passwords',
  'passwords-not-mailed': 'no password in mails',
  'retention-of-accounts': 'erasing what is due of accounts',
  retention: 'erasing what is due',
  'reusable-links': 'links to requests',
  'rights-in-the-account': 'rights in the account',
  'second-factor': 'second factor',
  'service-mail': 'service mail',
  'session-cookie': 'session cookie',
  'session-cookie-of-accounts': 'session cookie of accounts',
  'sessions-in-your-hands': 'ending of sessions',
  'subprocessor-list': 'list of subprocessors',
  'subprocessor-notice': 'notice of a new subprocessor',
  'takes-effect-at-once': 'opting out at once',
  'unconfirmed-requests': 'unconfirmed requests',
  'works-without-scripts': 'pages without scripts',
};

/** What a proof is of. An attestation is called as its file is. */
export function proofName({ id, proof }: { id: string; proof: { product: ProductPromise } | { attested: object } }) {
  return 'product' in proof ? tested[proof.product] : id.replaceAll('-', ' ');
}

interface ProofOfBlock {
  /** What is tested and what is attested, in the order of the text. */
  readonly tested: readonly string[];
  readonly attested: readonly string[];
  /** Sentences that promise something, those with a test and those with an attestation. */
  readonly counts: { readonly promised: number; readonly tested: number; readonly attested: number };
  /** Whether part of what a proved sentence promises has no proof. */
  readonly isInPart: boolean;
  /** Whether it is a row of a table, which holds more than one thing. */
  readonly isRow: boolean;
}

/** What stands beside a paragraph: never more than was tested. "2 of 3 tested: session cookie". */
export function proofLabel({ tested, attested, counts, isInPart, isRow }: ProofOfBlock): string {
  const where = isRow ? ' in this row' : '';
  const part = isInPart ? ' in part' : '';
  const said = (count: number, word: string) =>
    counts.promised > 1 ? `${count} of ${counts.promised} ${word}${part}` : `${word}${part}`;
  const parts = [
    ...(tested.length > 0 ? [`${said(counts.tested, 'tested')}${where}: ${tested.join(', ')}`] : []),
    ...(attested.length > 0 ? [`${said(counts.attested, 'attested')}${where}: ${attested.join(', ')}`] : []),
  ];
  const label = parts.join('; ');
  return `${label.charAt(0).toUpperCase()}${label.slice(1)}`;
}

/** Another with the same words on one page is told apart by its place. */
export function proofLabelIn(label: string, clause: string, count: number): string {
  return `${label} (in ${clause}${count > 1 ? `, ${count}` : ''})`;
}

/** On a narrow screen one line says it for the page. */
export function proofsOnPage(count: number): string {
  return count === 1
    ? '1 passage of this text has a proof that you can read.'
    : `${count} passages of this text have a proof that you can read.`;
}

/** What the list of promises says of a proof as a whole: of a test only where a run stands behind it. */
export function proofStanding({
  scope,
  isInPart,
  proof,
  run,
}: {
  scope: Scope;
  isInPart: boolean;
  proof: { test: string } | { attested: object };
  run: object | null;
}): string {
  if ('test' in proof && !run) return 'Not tested here';
  return `${'test' in proof ? 'Tested' : 'Attested'}${isInPart ? ' in part' : ''} ${scopePlaces[scope]}`;
}

export const promisesPage = {
  title: 'Promises and their proof',
  description: 'Sentences of {name}’s documents that bind us, each with the proof that we keep it.',
  lead: 'Sentences of our documents that bind us, each with what shows that we keep it, and what that proof covers.',
  text: 'A test is a program that tries to break the promise on this site. An attestation is somebody’s word, with a name and an end. A promise that is not listed here is no less binding: it only has no proof yet that we could show.',
  inPart: '**In part:** what these sentences promise beyond this has no proof yet.',
  tested: '**What the tests show:** {text}',
  attested: '**What is attested:** {text} By {owner}, on {on}, until {until}. Evidence: {evidence}',
  notRun: 'The tests have not run here: take this for what they would show.',
  /** Named by the commit, so that anybody can run the same tests on the same files. */
  passed: 'Last passed on {day}.',
  passedAt: 'Last passed on {day} for commit {commit}.',
  passedNear: 'Last passed on {day} for commit {commit}, with changes on top.',
  none: 'No promise of a document in effect has a proof to show.',
};
