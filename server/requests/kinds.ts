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

export const channels = ['form', 'mail', 'post', 'phone', 'other'] as const;
export type Channel = (typeof channels)[number];

/** How a request or an item ended. `routed`: passed on to the business whose customer the person is. */
export const outcomes = ['done', 'partly-done', 'refused', 'withdrawn', 'unconfirmed', 'routed'] as const;
export type Outcome = (typeof outcomes)[number];

/** Why something was refused, wholly or in part, as the record keeps it without a word of the person (11 CCR 7101). */
export const grounds = [
  'not-identified',
  'nothing-held',
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

/** The longest values that the forms take, in characters. */
export const longest = { name: 200, email: 254, business: 200, behalf: 200, details: 5000, message: 5000 } as const;

/** The names for which the forms' stamps are issued. */
export const stampNames = {
  request: 'request',
  message: 'message',
  caseLink: 'case-link',
  withdraw: 'withdraw',
  dispute: 'dispute',
} as const;

export const formProblems = ['form-field-unknown', 'form-field-twice', 'form-expired', 'website-filled'] as const;

export const submissionProblems = [
  ...formProblems,
  'relation-missing',
  'kind-missing',
  'kind-unknown',
  'kind-elsewhere',
  'kinds-contradict',
  'reach-unknown',
  'region-missing',
  'region-unknown',
  'name-missing',
  'name-too-long',
  'name-invalid',
  'email-missing',
  'email-invalid',
  'business-too-long',
  'business-invalid',
  'business-contradicts',
  'behalf-missing',
  'behalf-too-long',
  'behalf-invalid',
  'behalf-contradicts',
  'details-missing',
  'details-too-long',
  'details-invalid',
  'too-many-requests',
] as const;
/** What is wrong with the first answers: who somebody is, and where they live. */
export const startProblems: readonly SubmissionProblem[] = [
  ...(['relation-missing', 'business-too-long', 'business-invalid', 'business-contradicts'] as const),
  ...(['behalf-missing', 'behalf-too-long', 'behalf-invalid', 'behalf-contradicts'] as const),
  ...(['region-missing', 'region-unknown'] as const),
];
export type SubmissionProblem = (typeof submissionProblems)[number];

export const confirmationProblems = ['link-unknown', 'link-used', 'link-expired', 'request-closed'] as const;
export type ConfirmationProblem = (typeof confirmationProblems)[number];

export const messageProblems = [
  'form-field-unknown',
  'form-field-twice',
  'form-expired',
  'case-link-invalid',
  'message-missing',
  'message-too-long',
  'message-invalid',
  'too-many-messages',
] as const;
export type MessageProblem = (typeof messageProblems)[number];

export const withdrawProblems = [
  'form-field-unknown',
  'form-field-twice',
  'form-expired',
  'case-link-invalid',
] as const;
export type WithdrawProblem = (typeof withdrawProblems)[number];

/** How a person turns against our answer, or against how we handle their data. */
export const disputeKinds = ['appeal', 'complaint'] as const satisfies readonly RequestKind[];
export type DisputeKind = (typeof disputeKinds)[number];

export const disputeProblems = [
  'form-field-unknown',
  'form-field-twice',
  'form-expired',
  'case-link-invalid',
  'dispute-missing',
  'nothing-to-appeal',
  'reason-missing',
  'reason-too-long',
  'reason-invalid',
  'too-many-messages',
] as const;
export type DisputeProblem = (typeof disputeProblems)[number];

export const caseLinkProblems = [
  'website-filled',
  'form-field-unknown',
  'form-field-twice',
  'form-expired',
  'too-many-requests',
] as const;
export type CaseLinkProblem = (typeof caseLinkProblems)[number];
