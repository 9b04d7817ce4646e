import { fail, type Result, succeed } from '../src/library/model/result.ts';
import type { Context } from './context.ts';
import { readAddress } from './fields/address.ts';

export type FormProblem = 'form-field-unknown' | 'form-field-twice';

/** Of a form that has to have a token of ours. */
export type StampedProblem = FormProblem | 'form-expired';

export type AddressProblem = 'email-missing' | 'email-invalid';

/** The fields that a form has: those with one value, and those that may be given several times. */
interface FormShape<One extends string, Many extends string> {
  readonly one: readonly One[];
  readonly many?: readonly Many[];
}

export interface FormValues<One extends string, Many extends string> {
  readonly one: Readonly<Record<One, string>>;
  readonly many: Readonly<Record<Many, readonly string[]>>;
}

/**
 * Reads exactly the fields of the shape; what was not sent is empty. An unknown field, or a second value for a field
 * of one value, was not sent by our form: it is refused before anything looks at the values.
 */
export function readForm<One extends string, Many extends string = never>(
  form: FormData,
  shape: FormShape<One, Many>,
): Result<FormValues<One, Many>, FormProblem> {
  const many: readonly string[] = shape.many ?? [];
  const known = new Set<string>([...shape.one, ...many]);
  const sent = Map.groupBy(form, ([name]) => name);
  if ([...sent.keys()].some((name) => !known.has(name))) return fail('form-field-unknown');
  if ([...sent].some(([name, values]) => !many.includes(name) && values.length > 1)) return fail('form-field-twice');

  const text = ([, value]: [string, FormDataEntryValue]) =>
    typeof value === 'string' ? value.replaceAll('\r\n', '\n') : '';
  const textsOf = (name: string) => sent.get(name)?.map(text) ?? [];
  return succeed({
    one: Object.fromEntries(shape.one.map((name) => [name, textsOf(name)[0] ?? ''])) as Record<One, string>,
    many: Object.fromEntries(many.map((name) => [name, textsOf(name)])) as Record<Many, string[]>,
  });
}

/** A mail address as it was typed. */
export function readEmail(typed: string): Result<string, AddressProblem> {
  const email = readAddress(typed);
  return email ? succeed(email) : fail(typed.trim() ? 'email-invalid' : 'email-missing');
}

/**
 * The same of a form that has to have a token of ours in its field `stamp`: issued under that name, and in that session
 * where somebody is signed in. Its number, by which a form that is sent twice is one act, is the `stamp` that comes back.
 */
export function readStamped<One extends string, Many extends string = never>(
  { crypto }: { readonly crypto: Pick<Context['crypto'], 'formTokens'> },
  form: FormData,
  [name, sessionId]: readonly [name: string, sessionId?: string | undefined],
  shape: FormShape<One, Many>,
): Result<FormValues<One, Many> & { readonly stamp: string }, StampedProblem> {
  const read = readForm(form, { ...shape, one: [...shape.one, 'stamp'] });
  if (!read.ok) return read;
  const { stamp: sent, ...one } = read.value.one as Record<One | 'stamp', string>;
  const stamp = crypto.formTokens.read(name, sent, sessionId);
  return stamp ? succeed({ one: one as Record<One, string>, many: read.value.many, stamp }) : fail('form-expired');
}

/** The same of an act for which the password has to have been given just now: that is asked for before all else. */
export function readFresh<One extends string, Many extends string = never>(
  ctx: { readonly crypto: Pick<Context['crypto'], 'formTokens'> },
  form: FormData,
  [name, session]: readonly [name: string, session: { readonly id: string; readonly isFresh: boolean }],
  shape: FormShape<One, Many>,
): ReturnType<typeof readStamped<One, Many>> | Result<never, 'password-needed'> {
  return session.isFresh ? readStamped(ctx, form, [name, session.id], shape) : fail('password-needed');
}
