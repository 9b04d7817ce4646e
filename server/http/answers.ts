/** What the request handler answers for itself, and with which status. Its words stand in `src/words/answers.ts`. */
export const statuses = {
  'address-malformed': 400,
  'request-malformed': 400,
  'form-malformed': 400,
  'key-missing': 401,
  'origin-foreign': 403,
  'origin-unsaid': 403,
  'not-found': 404,
  'method-unknown': 405,
  'body-slow': 408,
  'body-large': 413,
  'fields-many': 413,
  'address-long': 414,
  'type-unknown': 415,
  'expectation-unknown': 417,
  'host-foreign': 421,
  'headers-large': 431,
  broken: 500,
  busy: 503,
  uncertain: 503,
  'busy-reading': 503,
} as const satisfies Record<string, number>;

export type AnswerCode = keyof typeof statuses;
