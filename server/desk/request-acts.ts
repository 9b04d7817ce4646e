/** The fields with one value that acts have, each by its own name. */
export const actFields = [
  ...(['message', 'ground', 'meaning', 'deed', 'heard', 'level', 'finding', 'shown'] as const),
  ...(['reason', 'why', 'into', 'region', 'relation', 'behalf', 'business', 'contact', 'address'] as const),
  ...(['postedOn', 'how', 'basis', 'file'] as const),
] as const;
export type ActField = (typeof actFields)[number];

/** The form of an act. */
interface ActForm {
  /** In their order. */
  readonly fields: readonly ActField[];
  /** Of which the act is about some: those that are open, or those that are closed. */
  readonly items: 'open' | 'closed' | 'any' | 'none';
  /** Whether nobody is told of it: then there is nothing to be looked at before. */
  readonly isUntold?: true;
  /** Whether a file can be sent along. */
  readonly takesFiles?: true;
}

/** Everything that one of the staff does to a request, each by a form of its own. */
export const requestActs = {
  reply: { fields: ['message'], items: 'none' },
  answer: { fields: ['message', 'deed', 'heard'], items: 'open' },
  'answer-in-part': { fields: ['message', 'ground', 'deed', 'heard'], items: 'open' },
  'nothing-held': { fields: ['message', 'heard'], items: 'open' },
  refuse: { fields: ['ground', 'message', 'meaning', 'heard'], items: 'open' },
  route: { fields: ['business', 'contact', 'heard'], items: 'none' },
  'close-as-withdrawn': { fields: ['message', 'heard'], items: 'open' },
  'ask-identity': { fields: ['level', 'message'], items: 'open' },
  'ask-permission': { fields: ['address'], items: 'open' },
  'record-permission': {
    fields: ['basis', 'file', 'address', 'shown'],
    items: 'open',
    isUntold: true,
    takesFiles: true,
  },
  'settle-identity': { fields: ['finding', 'shown'], items: 'none', isUntold: true },
  pause: { fields: ['reason', 'message'], items: 'open' },
  resume: { fields: ['why'], items: 'none', isUntold: true },
  extend: { fields: ['reason', 'message'], items: 'open' },
  'end-extension': { fields: ['why'], items: 'none' },
  reopen: { fields: ['message'], items: 'closed' },
  merge: { fields: ['into', 'message'], items: 'none' },
  'mark-as-abuse': { fields: ['why'], items: 'none', isUntold: true },
  posted: { fields: ['postedOn', 'how'], items: 'none', isUntold: true },
  correct: { fields: ['region', 'relation', 'behalf', 'business'], items: 'any', isUntold: true },
} as const satisfies Readonly<Record<string, ActForm>>;
export type RequestActName = keyof typeof requestActs;

/** How it is shown that an agent may ask. */
export const permissionActs = ['record-permission', 'ask-permission'] as const satisfies readonly RequestActName[];

export function isRequestAct(name: string): name is RequestActName {
  return Object.hasOwn(requestActs, name);
}
