import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import type { Session } from '../accounts/sessions/sessions.ts';
import type { Context } from '../context.ts';
import { isLine, isText } from '../fields/text.ts';
import { type FormProblem, readFresh, readStamped } from '../form.ts';
import { type Authority, authorities, formTokenNames } from '../ledger/kinds.ts';

/** Who agrees, in what capacity, for which business. */
export interface Signatory {
  readonly name: string;
  readonly capacity: string;
  readonly business: string;
  readonly address: string;
  /** By what right they bind it, where they were asked here. */
  readonly authority?: Authority;
}

export type SignatoryProblem =
  | 'business-missing'
  | 'business-invalid'
  | 'address-missing'
  | 'address-invalid'
  | 'name-missing'
  | 'name-invalid'
  | 'capacity-missing'
  | 'capacity-invalid'
  | 'authority-missing';

export type AgreeFormProblem = FormProblem | 'form-expired' | SignatoryProblem;

/** Characters. */
const longest = { business: 200, address: 500, name: 200, capacity: 200 } as const;

export function readAgreementForm(
  ctx: Context,
  form: FormData,
  session: Pick<Session, 'id' | 'isFresh'>,
): Result<
  { document: string; version: string; list: string; signatory: Signatory; stamp: string },
  AgreeFormProblem | 'password-needed'
> {
  const fields = ['document', 'version', 'list', 'business', 'address', 'name', 'capacity', 'authority'] as const;
  const read = readFresh(ctx, form, [formTokenNames.agree, session], { one: fields });
  if (!read.ok) return read;
  const { document, version, list, ...typed } = read.value.one;
  const { stamp } = read.value;
  const signatory = readAuthorised(typed);
  return signatory.ok ? succeed({ document, version, list, signatory: signatory.value, stamp }) : signatory;
}

/** The same of whoever has to say by what right. */
export function readAuthorised({
  authority: stated,
  ...typed
}: Readonly<Record<keyof typeof longest | 'authority', string>>): Result<Signatory, SignatoryProblem> {
  const signatory = readSignatory(typed);
  const authority = authorities.find((known) => known === stated);
  if (signatory.ok && authority) return succeed({ ...signatory.value, authority });
  return fail(...(signatory.ok ? [] : signatory.problems), ...(authority ? [] : (['authority-missing'] as const)));
}

export function readDeclining(
  ctx: Context,
  form: FormData,
  session: Pick<Session, 'id'>,
): Result<{ document: string; version: string; list: string; stamp: string }, FormProblem | 'form-expired'> {
  const read = readStamped(ctx, form, [formTokenNames.decline, session.id], { one: ['document', 'version', 'list'] });
  return read.ok ? succeed({ ...read.value.one, stamp: read.value.stamp }) : read;
}

/** What was typed, or what is wrong with it, field by field. */
export function readSignatory(
  typed: Readonly<Record<keyof typeof longest, string>>,
): Result<Signatory, Exclude<SignatoryProblem, 'authority-missing'>> {
  const problems: Exclude<SignatoryProblem, 'authority-missing'>[] = [];
  const signatory: Signatory = {
    business: line('business'),
    address: line('address'),
    name: line('name'),
    capacity: line('capacity'),
  };
  return problems.length === 0 ? succeed(signatory) : fail(...problems);

  function line(field: keyof typeof longest): string {
    const value = typed[field].trim();
    const isShown = field === 'address' ? isText : isLine;
    if (value === '') problems.push(`${field}-missing`);
    else if (value.length > longest[field] || !isShown(value)) problems.push(`${field}-invalid`);
    return value.normalize('NFC');
  }
}
