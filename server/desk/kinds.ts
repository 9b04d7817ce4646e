/**
 * What staff may do: see requests, act on them, and approve what somebody else has prepared and see who did what. Each
 * holds what stands before it.
 */
export const roles = ['reads', 'answers', 'approves'] as const;

export type Role = (typeof roles)[number];

/** A role, and all that it holds. */
export function rolesOf(role: Role): readonly Role[] {
  return roles.slice(0, roles.indexOf(role) + 1);
}

export const shortestPassword = 15;

/** The names for which form tokens are issued. */
export const formTokenNames = {
  factor: 'desk-factor',
  signOut: 'desk-sign-out',
  search: 'desk-search',
  take: 'desk-take',
  package: 'desk-package',
  checklist: 'desk-checklist',
  systems: 'desk-systems',
  notices: 'desk-notices',
  act: 'desk-act',
  log: 'desk-log',
  mail: 'desk-mail',
  readMail: 'desk-read-mail',
} as const;

/** All that the desk records: what was seen, and what was done. */
const deskActs = [
  ...['staff-add', 'staff-invite', 'staff-end', 'invitation-accepted', 'sign-in', 'sign-out'],
  ...['view', 'search', 'take', 'hand-over'],
  ...[
    'log',
    'correct',
    'ask-identity',
    'confirm-identity',
    'ask-permission',
    'record-permission',
    'pause',
    'resume',
    'extend',
    'take-back-extension',
  ],
  ...['reply', 'answer', 'refuse', 'close', 'reopen', 'route', 'merge', 'mark-abuse'],
  ...['read-mail', 'add-mail', 'discard-mail'],
  ...['gather', 'withhold', 'deliver', 'erase', 'erase-approve', 'tick', 'task', 'webhook', 'contribute', 'posted'],
  ...['notice-hold', 'notice-release', 'notice-send', 'notice-words', 'notice-retry', 'notice-preview'],
  ...['notice-announce', 'told-otherwise', 'objection-log', 'objection-settle'],
] as const;

export type DeskAct = (typeof deskActs)[number];
