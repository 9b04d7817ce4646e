import type { DeskAct } from './kinds.ts';

/** The fields with one value that acts have, each by its own name. */
export const actFields = [
  ...(['message', 'ground', 'meaning', 'deed', 'heard', 'level', 'finding', 'shown'] as const),
  ...(['reason', 'why', 'into', 'region', 'relation', 'behalf', 'business', 'contact', 'address'] as const),
  ...(['postedOn', 'how', 'basis', 'file'] as const),
] as const;
export type ActField = (typeof actFields)[number];

/** An act: its form, and how the record of the desk names it. */
interface RequestAct {
  readonly act: DeskAct;
  /** In their order. */
  readonly fields: readonly ActField[];
  /** Of which the act is about some: those that are open, or those that are closed. */
  readonly items: 'open' | 'closed' | 'any' | 'none';
  /** Whether nobody is told of it: then there is nothing to be looked at before. */
  readonly isUntold?: true;
  /** Whether a file can be sent along. */
  readonly takesFiles?: true;
  /** What its words are drafted as; as the act itself where nothing is said. */
  readonly draft?: string;
}

const acts = {
  reply: { act: 'reply', fields: ['message'], items: 'none' },
  answer: { act: 'answer', fields: ['message', 'deed', 'heard'], items: 'open', draft: 'done' },
  'answer-in-part': {
    act: 'answer',
    fields: ['message', 'ground', 'deed', 'heard'],
    items: 'open',
    draft: 'partly-done',
  },
  'nothing-held': { act: 'answer', fields: ['message', 'heard'], items: 'open' },
  refuse: { act: 'refuse', fields: ['ground', 'message', 'meaning', 'heard'], items: 'open', draft: 'refused' },
  route: { act: 'route', fields: ['business', 'contact', 'heard'], items: 'none' },
  'close-as-withdrawn': { act: 'close', fields: ['message', 'heard'], items: 'open', draft: 'withdrawn' },
  'ask-identity': { act: 'ask-identity', fields: ['level', 'message'], items: 'open', draft: 'identity' },
  'ask-permission': { act: 'ask-permission', fields: ['address'], items: 'open' },
  'record-permission': {
    act: 'record-permission',
    fields: ['basis', 'file', 'address', 'shown'],
    items: 'open',
    isUntold: true,
    takesFiles: true,
  },
  'settle-identity': { act: 'confirm-identity', fields: ['finding', 'shown'], items: 'none', isUntold: true },
  pause: { act: 'pause', fields: ['reason', 'message'], items: 'open', draft: 'clarification' },
  resume: { act: 'resume', fields: ['why'], items: 'none', isUntold: true },
  extend: { act: 'extend', fields: ['reason', 'message'], items: 'open' },
  'end-extension': { act: 'take-back-extension', fields: ['why'], items: 'none' },
  reopen: { act: 'reopen', fields: ['message'], items: 'closed' },
  merge: { act: 'merge', fields: ['into', 'message'], items: 'none' },
  'mark-as-abuse': { act: 'mark-abuse', fields: ['why'], items: 'none', isUntold: true },
  posted: { act: 'posted', fields: ['postedOn', 'how'], items: 'none', isUntold: true },
  correct: { act: 'correct', fields: ['region', 'relation', 'behalf', 'business'], items: 'any', isUntold: true },
} as const satisfies Readonly<Record<string, RequestAct>>;
export type RequestActName = keyof typeof acts;

/** Everything that one of the staff does to a request, each by a form of its own. */
export const requestActs: Readonly<Record<RequestActName, RequestAct>> = acts;

/** How it is shown that an agent may ask. */
export const permissionActs = ['record-permission', 'ask-permission'] as const satisfies readonly RequestActName[];

export function isRequestAct(name: string): name is RequestActName {
  return Object.hasOwn(requestActs, name);
}
