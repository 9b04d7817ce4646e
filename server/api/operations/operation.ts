import type { z } from 'zod';
import type { Result } from '../../../src/library/model/result.ts';
import { operationWords } from '../../../src/words/api/operations.ts';
import type { Context } from '../../context.ts';
import type { ApiKey } from '../keys.ts';
import type { ProblemCode } from '../problem-codes.ts';
import type { Scope } from '../scopes.ts';

/** What a program may ask for at an address. Routing, checks, OpenAPI and the page all read this. */
export interface Operation {
  readonly id: keyof typeof operationWords;
  readonly method: 'GET' | 'POST';
  readonly path: `/api/v1/${string}`;
  readonly title: string;
  readonly text: string;
  /** Null for what is public anyway. */
  readonly scope: Scope | null;
  readonly body: z.ZodType | null;
  /** A body as it may be sent. */
  readonly example?: unknown;
  readonly answer: z.ZodType;
  readonly status: 200 | 201;
  /** An act that is done once however often it is sent: it has to be named by `Idempotency-Key`. */
  readonly isOnce: boolean;
  /** What can go wrong beside what can go wrong with every operation of its kind. */
  readonly problems: readonly ProblemCode[];
  readonly run: (ctx: Context, asked: Asked<unknown>) => Promise<Result<unknown, ProblemCode>>;
  /**
   * What is answered where the act was done before: how things stand now, for somebody may have taken back since what
   * was given. Without it the first answer is given again.
   */
  readonly runAgain: ((ctx: Context, asked: Asked<unknown>) => Promise<Result<unknown, ProblemCode>>) | null;
}

export interface Asked<Body> {
  readonly body: Body;
  /** Null where none is needed. */
  readonly key: ApiKey | null;
  /** The name of an act that is done once, for whoever records it: no other act has it. */
  readonly stamp: string | null;
}

type Derived = 'title' | 'text' | 'body' | 'example' | 'answer' | 'run' | 'runAgain' | 'status' | 'isOnce' | 'problems';

interface Described<Body extends z.ZodType, Answer extends z.ZodType> extends Omit<Operation, Derived> {
  readonly body?: Body;
  readonly example?: z.input<Body>;
  readonly answer: Answer;
  readonly status?: 200 | 201;
  readonly isOnce?: boolean;
  readonly problems?: readonly ProblemCode[];
  readonly run: (ctx: Context, asked: Asked<z.output<Body>>) => Promise<Result<z.input<Answer>, ProblemCode>>;
  readonly runAgain?: (ctx: Context, asked: Asked<z.output<Body>>) => Promise<Result<z.input<Answer>, ProblemCode>>;
}

/** An operation whose verb takes what its body says and gives what its answer says. */
export function operation<Body extends z.ZodType, Answer extends z.ZodType>(
  described: Described<Body, Answer>,
): Operation {
  const { body = null, status = 200, isOnce = false, problems = [], run, runAgain = null } = described;
  const verbs = { run: run as Operation['run'], runAgain: runAgain as Operation['runAgain'] };
  return { ...described, ...operationWords[described.id], body, status, isOnce, problems, ...verbs };
}

const withKey: readonly ProblemCode[] = [
  ...(['key-missing', 'key-unknown', 'key-revoked', 'key-expired', 'scope-missing', 'too-many-requests'] as const),
];
const withBody: readonly ProblemCode[] = [
  ...(['type-unknown', 'body-large', 'body-slow', 'form-malformed', 'json-malformed', 'json-key-twice'] as const),
  ...(['json-key-forbidden', 'json-not-text', 'body-invalid'] as const),
];
const once: readonly ProblemCode[] = [
  ...(['idempotency-key-missing', 'idempotency-key-malformed', 'idempotency-key-reused'] as const),
];

/** All that can go wrong. */
export function problemsOf({ scope, body, isOnce, problems, method }: Operation): ProblemCode[] {
  return [
    ...(scope ? withKey : []),
    ...(isOnce ? once : []),
    ...(body ? withBody : []),
    ...problems,
    ...(['query-unknown', 'broken'] as const),
    method === 'GET' ? 'busy-reading' : 'busy',
  ];
}

/** As the header Allow says them; null where there is nothing. */
export function methodsOf(operations: readonly Operation[]): string | null {
  const methods = operations.map(({ method }) => (method === 'GET' ? 'GET, HEAD' : method));
  return methods.length > 0 ? methods.join(', ') : null;
}
