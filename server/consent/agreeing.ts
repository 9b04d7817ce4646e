import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import type { Session } from '../accounts/sessions/sessions.ts';
import type { Stamps } from '../crypto/stamps.ts';
import { isLine, isText } from '../fields/text.ts';
import { type FormProblem, readForm } from '../form.ts';
import { stampNames } from '../ledger/kinds.ts';

/** Who agrees, in what capacity, for which business. */
export interface Signatory {
  readonly name: string;
  readonly capacity: string;
  readonly business: string;
  readonly address: string;
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

export function readAgreeing(
  form: FormData,
  stamps: Pick<Stamps, 'read'>,
  session: Pick<Session, 'id'>,
): Result<{ document: string; version: string; list: string; signatory: Signatory; stamp: string }, AgreeFormProblem> {
  const fields = [
    'stamp',
    'document',
    'version',
    'list',
    'business',
    'address',
    'name',
    'capacity',
    'authority',
  ] as const;
  const read = readForm(form, { one: fields });
  if (!read.ok) return read;
  const { document, version, list, authority, ...one } = read.value.one;
  const stamp = stamps.read(stampNames.agree, one.stamp, session.id);
  if (!stamp) return fail('form-expired');
  const signatory = readSignatory(one);
  const problems: SignatoryProblem[] = signatory.ok ? [] : [...signatory.problems];
  if (authority !== 'yes') problems.push('authority-missing');
  return signatory.ok && problems.length === 0
    ? succeed({ document, version, list, signatory: signatory.value, stamp })
    : fail(...problems);
}

export function readDeclining(
  form: FormData,
  stamps: Pick<Stamps, 'read'>,
  session: Pick<Session, 'id'>,
): Result<{ document: string; version: string; list: string; stamp: string }, FormProblem | 'form-expired'> {
  const read = readForm(form, { one: ['stamp', 'document', 'version', 'list'] });
  if (!read.ok) return read;
  const { document, version, list, stamp: issued } = read.value.one;
  const stamp = stamps.read(stampNames.decline, issued, session.id);
  return stamp ? succeed({ document, version, list, stamp }) : fail('form-expired');
}

/** What was typed, or what is wrong with it, field by field. */
export function readSignatory(
  typed: Readonly<Record<keyof typeof longest, string>>,
): Result<Signatory, Exclude<SignatoryProblem, 'authority-missing'>> {
  const problems: Exclude<SignatoryProblem, 'authority-missing'>[] = [];
  const signatory = {
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
