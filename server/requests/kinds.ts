import type { StampedProblem } from '../form.ts';
import type { FileProblem, PermissionFileProblem } from './files/kinds.ts';

/** What a data subject may ask: one item for each, in the order in which they are shown. */
export const requestKinds = [
  'access',
  'access_categories',
  'portability',
  'rectification',
  'erasure',
  'restriction',
  'objection',
  'objection_marketing',
  'withdraw_consent',
  'automated_decision_review',
  'opt_out_sale_sharing',
  'opt_out_targeted_ads',
  'opt_out_profiling',
  'opt_out_admt',
  'access_admt',
  'limit_sensitive',
  'opt_in_after_opt_out',
  'appeal',
  'complaint',
  /** The customer of a business asked us: the business is told. */
  'misdirected_end_customer',
  'other',
] as const;
export type RequestKind = (typeof requestKinds)[number];

/** GDPR Articles 7(3) and 21(3); 11 CCR 7026 and 7060(b): done on receipt, without any check of who asks. */
export const takesEffectAtOnce: readonly RequestKind[] = [
  'objection_marketing',
  'withdraw_consent',
  'opt_out_sale_sharing',
  'opt_out_targeted_ads',
];

/** 11 CCR 7060(b), DPA 2018 s. 164A(3): nobody has to confirm an address for it, or prove who they are. */
export const needsNoConfirmation: readonly RequestKind[] = [
  ...takesEffectAtOnce,
  ...(['opt_out_profiling', 'opt_out_admt', 'limit_sensitive', 'complaint'] as const),
];

/** What cannot be acted on before it is told what is meant. */
export const needsDetails: readonly RequestKind[] = [
  ...(['rectification', 'objection', 'automated_decision_review', 'appeal', 'complaint', 'other'] as const),
];

/** What nobody can want together. */
export const contradictions: readonly (readonly [RequestKind, RequestKind])[] = [
  ['erasure', 'restriction'],
  ['opt_in_after_opt_out', 'opt_out_sale_sharing'],
  ['opt_in_after_opt_out', 'opt_out_targeted_ads'],
];

/** How far back what is asked for goes: twelve months, or all that there is (11 CCR 7020(e)). */
export const reaches = ['year', 'everything'] as const;
export type Reach = (typeof reaches)[number];

/** What can go further back or less far. */
export const reachable: readonly RequestKind[] = ['access', 'access_categories', 'portability'];

/** Who asks: the holder of an account, a customer of a business that uses the service, somebody's agent, or none. */
export const relations = ['account-holder', 'end-customer', 'agent', 'none'] as const;
export type Relation = (typeof relations)[number];

/** Of a customer of a business: it is to be passed on within two business days, whatever the business then has to do. */
export function withReferral(kinds: readonly RequestKind[], relation: Relation | undefined): readonly RequestKind[] {
  if (relation !== 'end-customer' || kinds.some(isForBusiness)) return kinds;
  return [...kinds, 'misdirected_end_customer'];
}

/** Not to be answered but to be passed on, to the business whose customer asks. */
export function isForBusiness(kind: RequestKind): boolean {
  return kind === 'misdirected_end_customer';
}

/** How it came. `account`: its holder did it there, and had it at once. */
export type Channel = 'form' | 'mail' | 'post' | 'phone' | 'other' | 'account';
/** Of those that staff enter. */
export const loggedChannels = ['mail', 'post', 'phone', 'other'] as const satisfies readonly Channel[];
export type LoggedChannel = (typeof loggedChannels)[number];

/**
 * How a request or an item ended. `nothing-held`: an answer, and no refusal. `routed`: passed on to the business whose
 * customer the person is. `merged`: answered in another request. `abuse`: nobody's request.
 */
export type Outcome =
  | 'done'
  | 'partly-done'
  | 'nothing-held'
  | 'refused'
  | 'withdrawn'
  | 'unconfirmed'
  | 'routed'
  | 'merged'
  | 'abuse';

/** Why something was refused, wholly or in part, as the record keeps it without a word of the person (11 CCR 7101). */
export const grounds = [
  'not-identified',
  'correct-as-it-is',
  'law-requires',
  'legal-claims',
  'rights-of-others',
  'overriding-reasons',
  'excessive',
  'not-covered',
] as const;
export type Ground = (typeof grounds)[number];

/** What the person is told the reasons of (GDPR Article 12(4)), and the record the ground. */
export const refusals: readonly Outcome[] = ['refused', 'partly-done'];

/** How something ends without an answer that nobody confirmed. */
export const givenUp: readonly Outcome[] = ['unconfirmed', 'abuse'];

/** How staff may close what they have answered: the others have verbs of their own. */
export const closings = ['done', 'partly-done', 'nothing-held', 'refused', 'withdrawn', 'unconfirmed'] as const;
export type ClosingOutcome = (typeof closings)[number];

/** What a clock may wait for beside identity: what is meant, or a fee (GDPR Article 12(5)). */
export const pauseReasons = ['clarification', 'fee'] as const;
export type PauseReason = (typeof pauseReasons)[number];

/** Why more time is needed, as laws allow it: GDPR Article 12(3), PIPEDA s. 8(4), 11 CCR 7021(b). */
export const extensionReasons = ['complexity', 'number-of-requests', 'consultation'] as const;
export type ExtensionReason = (typeof extensionReasons)[number];

/** Of these what was done is told, for the record and the person: nobody may only say so. */
export const needsDeed: readonly RequestKind[] = ['erasure'];

/** Fewer are not told apart from none in public figures, lest somebody be recognised. */
export const fewest = 5;

/** The longest values that the forms take, in characters. */
export const longest = { name: 200, email: 254, business: 200, behalf: 200, details: 5000, message: 5000 } as const;

/** The names for which form tokens are issued. */
export const formTokenNames = {
  request: 'request',
  message: 'message',
  caseLink: 'case-link',
  withdraw: 'withdraw',
  dispute: 'dispute',
  answerCode: 'answer-code',
  answer: 'answer',
  business: 'business',
  permission: 'permission',
} as const;

export type SubmissionProblem =
  | StampedProblem
  | 'website-filled'
  | 'relation-missing'
  | 'kind-missing'
  | 'kind-unknown'
  | 'kind-elsewhere'
  | 'kinds-contradict'
  | 'reach-unknown'
  | 'region-missing'
  | 'region-unknown'
  | 'name-missing'
  | 'name-too-long'
  | 'name-invalid'
  | 'email-missing'
  | 'email-invalid'
  | 'business-too-long'
  | 'business-invalid'
  | 'business-contradicts'
  | 'behalf-missing'
  | 'behalf-too-long'
  | 'behalf-invalid'
  | 'behalf-contradicts'
  | 'details-missing'
  | 'details-too-long'
  | 'details-invalid'
  | FileProblem
  | PermissionFileProblem
  | 'too-many-files'
  | 'too-many-requests';

/** What is wrong with the first answers: who somebody is, and where they live. */
export const startProblems: readonly SubmissionProblem[] = [
  ...(['relation-missing', 'business-too-long', 'business-invalid', 'business-contradicts'] as const),
  ...(['behalf-missing', 'behalf-too-long', 'behalf-invalid', 'behalf-contradicts'] as const),
  ...(['region-missing', 'region-unknown'] as const),
];

/** How a person turns against our answer, or against how we handle their data. */
export const disputeKinds = ['appeal', 'complaint'] as const satisfies readonly RequestKind[];
export type DisputeKind = (typeof disputeKinds)[number];
