import { fail, type Result, succeed } from '../src/library/model/result.ts';

export type FormProblem = 'form-field-unknown' | 'form-field-twice';

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
  const names = [...form.keys()];
  if (names.some((name) => !known.has(name))) return fail('form-field-unknown');
  if (names.some((name, at) => !many.includes(name) && names.indexOf(name) !== at)) return fail('form-field-twice');

  const text = (value: FormDataEntryValue) => (typeof value === 'string' ? value.replaceAll('\r\n', '\n') : '');
  return succeed({
    one: Object.fromEntries(shape.one.map((name) => [name, text(form.get(name) ?? '')])) as Record<One, string>,
    many: Object.fromEntries(many.map((name) => [name, form.getAll(name).map(text)])) as Record<Many, string[]>,
  });
}
