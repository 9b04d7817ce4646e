import { ofApi, ofHttp, type Words } from '../../src/words/api/problems.ts';
import { statuses } from '../http/error-responses.ts';
import type { ApiProblem, ProblemCode } from './problem-codes.ts';

const ofApiItself: Record<ApiProblem, number> = {
  'query-unknown': 400,
  'key-unknown': 401,
  'key-revoked': 401,
  'key-expired': 401,
  'scope-missing': 403,
  'too-many-requests': 429,
  'json-malformed': 400,
  'json-key-twice': 400,
  'json-key-forbidden': 400,
  'json-not-text': 400,
  'body-invalid': 422,
  'purpose-unknown': 422,
  'document-unknown': 422,
  'version-unknown': 422,
  'version-superseded': 409,
  'facts-missing': 409,
  'authority-missing': 422,
  'person-other': 409,
  'too-many-answers': 429,
  'too-many-links': 429,
  'task-unknown': 404,
  'task-done': 409,
  'task-full': 409,
  'idempotency-key-missing': 400,
  'idempotency-key-malformed': 400,
  'idempotency-key-reused': 422,
};

export const problemCodes: readonly ProblemCode[] = [...Object.keys(ofApi), ...Object.keys(ofHttp)] as ProblemCode[];

export function wordsFor(code: ProblemCode): Words & { readonly status: number } {
  return isOfApi(code) ? { status: ofApiItself[code], ...ofApi[code] } : { status: statuses[code], ...ofHttp[code] };
}

function isOfApi(code: ProblemCode): code is ApiProblem {
  return Object.hasOwn(ofApi, code);
}
