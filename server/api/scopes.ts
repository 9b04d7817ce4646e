/** What a key may be allowed to do, each apart. What is public anyway needs no key. */
export const scopes = [
  'consents:read',
  'consents:write',
  'agreements:read',
  'agreements:write',
  'sign-in-links:write',
  'request-tasks:write',
] as const;

export type Scope = (typeof scopes)[number];
