import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { type Context, today } from '../../context.ts';
import { readAddress } from '../../fields/address.ts';
import { isLine, isMessage } from '../../fields/text.ts';
import { type FormProblem, type FormValues, readForm } from '../../form.ts';
import {
  contradictions,
  formTokenNames,
  longest,
  needsDetails,
  type Reach,
  type Relation,
  type RequestKind,
  reaches,
  relations,
  requestKinds,
  type SubmissionProblem,
} from '../kinds.ts';
import { kindsOffered } from '../regimes/offers.ts';
import { isRegion } from '../regions.ts';

/** What a person says in the form, checked. */
export interface Submission {
  readonly relation: Relation;
  /** Which business, when the person is its customer; empty when not said. */
  readonly business: string;
  /** For whom, when an agent asks. */
  readonly behalf: string;
  readonly kinds: readonly RequestKind[];
  /** ISO 3166-1, `US-XX` for a state, or `unsaid`. */
  readonly region: string;
  readonly name: string;
  readonly email: string;
  readonly details: string;
  /** How far back, where that is asked. */
  readonly reach: Reach | null;
}

const shape = {
  one: [
    ...['stamp', 'website', 'relation', 'business', 'behalf', 'region', 'name', 'email', 'details', 'reach', 'step'],
    // Where it was kept before it was sent.
    'draft',
  ],
  many: ['kind'],
} as const;

/** What a person has typed, unchecked. */
export type Typed = FormValues<(typeof shape.one)[number], (typeof shape.many)[number]>;

export function readTyped(form: FormData): Result<Typed, FormProblem> {
  return readForm(form, shape);
}

/** The number of the stamp of a form that is ours and not too old. */
export function readFormToken(ctx: Context, stamp: string): string | null {
  return ctx.crypto.formTokens.read(formTokenNames.request, stamp);
}

/** Says all that is wrong with what was typed at once, where the form is ours. */
export function readSubmission(
  ctx: Context,
  { one, many }: Typed,
): Result<{ submission: Submission; stamp: string }, SubmissionProblem> {
  const stamp = readFormToken(ctx, one.stamp);
  if (stamp === null) return fail('form-expired');
  const relation = relations.find((relation) => relation === one.relation);
  const kinds = requestKinds.filter((kind) => many.kind.includes(kind));
  const email = readAddress(one.email);
  const [business, behalf, name] = [one.business.trim(), one.behalf.trim(), one.name.trim()];
  const details = one.details.trim();

  const problems: SubmissionProblem[] = [];
  const check = (holds: boolean, problem: SubmissionProblem) => holds || problems.push(problem);

  check(one.website === '', 'website-filled');
  check(relation !== undefined, 'relation-missing');
  check(business.length <= longest.business, 'business-too-long');
  check(isLine(business), 'business-invalid');
  check(business === '' || !relation || relation === 'end-customer', 'business-contradicts');
  check(relation !== 'agent' || behalf !== '', 'behalf-missing');
  check(behalf.length <= longest.behalf, 'behalf-too-long');
  check(isLine(behalf), 'behalf-invalid');
  check(behalf === '' || !relation || relation === 'agent', 'behalf-contradicts');
  check(many.kind.length > 0, 'kind-missing');
  check(
    many.kind.every((kind) => requestKinds.some((known) => known === kind)),
    'kind-unknown',
  );
  const offered = isRegion(one.region) ? kindsOffered(one.region, today(ctx)) : kinds;
  check(
    kinds.every((kind) => offered.includes(kind)),
    'kind-elsewhere',
  );
  check(!contradictions.some((pair) => pair.every((kind) => kinds.includes(kind))), 'kinds-contradict');
  const reach = reaches.find((reach) => reach === one.reach) ?? null;
  check(one.reach === '' || reach !== null, 'reach-unknown');
  if (one.region === '') problems.push('region-missing');
  else check(isRegion(one.region), 'region-unknown');
  check(name !== '', 'name-missing');
  check(name.length <= longest.name, 'name-too-long');
  check(isLine(name), 'name-invalid');
  if (one.email.trim() === '') problems.push('email-missing');
  else check(email !== null, 'email-invalid');
  check(details !== '' || !kinds.some((kind) => needsDetails.includes(kind)), 'details-missing');
  check(details.length <= longest.details, 'details-too-long');
  check(isMessage(details), 'details-invalid');

  if (!relation || !email || problems.length > 0) return fail(...problems);
  return succeed({
    submission: { relation, business, behalf, kinds, region: one.region, name, email, details, reach },
    stamp,
  });
}
