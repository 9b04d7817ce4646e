import type { Words } from '../../src/words/api/problems.ts';

/** A problem as RFC 9457 wants it, with the members that this API adds. */
interface Problem<Code extends string> {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: Code;
  readonly requestId: string;
  readonly errors?: readonly PointedError[];
}

export interface PointedError {
  readonly pointer: string;
  readonly detail: string;
}

export const problemType = 'application/problem+json';

/** `facts` follow the sentence that always holds: which scope, for instance. */
export function problem<Code extends string>(
  code: Code,
  { title, status, detail }: Words & { readonly status: number },
  {
    origin,
    requestId,
    facts,
    errors,
  }: {
    origin: string;
    requestId: string;
    facts?: string | undefined;
    errors?: readonly PointedError[] | undefined;
  },
): Problem<Code> {
  return {
    type: `${origin}/api/#${code}`,
    title,
    status,
    detail: facts ? `${detail} ${facts}` : detail,
    code,
    requestId,
    ...(errors && { errors }),
  };
}
