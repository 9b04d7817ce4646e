import type { ErrorCode } from '../http/error-responses.ts';
import type { JsonProblem } from './json.ts';
import type { KeyProblem } from './keys.ts';

/** What the API itself refuses; what the request handler refuses before is an `ErrorCode`. */
export type ApiProblem =
  | Exclude<KeyProblem, ErrorCode>
  | JsonProblem
  | 'scope-missing'
  | 'too-many-requests'
  | 'query-unknown'
  | 'body-invalid'
  | 'purpose-unknown'
  | 'document-unknown'
  | 'version-unknown'
  | 'version-superseded'
  | 'facts-missing'
  | 'authority-missing'
  | 'person-other'
  | 'too-many-answers'
  | 'too-many-links'
  | 'task-unknown'
  | 'task-done'
  | 'task-full'
  | 'idempotency-key-missing'
  | 'idempotency-key-malformed'
  | 'idempotency-key-reused';

export type ProblemCode = ErrorCode | ApiProblem;
