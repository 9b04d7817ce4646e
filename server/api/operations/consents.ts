import type { z } from 'zod';
import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import * as linkedIdentities from '../../accounts/linked-identities.ts';
import {
  type Consenting,
  type ConsentState,
  isOfBusiness,
  record as recordConsent,
  state as stateOf,
} from '../../consent/consents.ts';
import type { Context } from '../../context.ts';
import type { ConsentAct } from '../../ledger/kinds.ts';
import type { ProblemCode } from '../problem-codes.ts';
import { consentAct, consentAnswer, consentQuestion, withdrawal } from './consent-shapes.ts';
import { ada, place } from './examples.ts';
import { type Asked, type Operation, operation } from './operation.ts';

const unknown: ConsentState = { given: false, answer: 'none', last: null };

/** What people allow, purpose by purpose: to ask, to record, and to take back. */
export const consentOperations: readonly Operation[] = [
  operation({
    id: 'consentState',
    method: 'POST',
    path: '/api/v1/consents/state/',
    scope: 'consents:read',
    body: consentQuestion,
    example: { person: { id: ada.id, email: ada.email }, purpose: 'newsletter' },
    answer: consentAnswer,
    problems: ['purpose-unknown', 'person-other'],
    run: stateNow,
  }),
  operation({
    id: 'recordConsent',
    method: 'POST',
    path: '/api/v1/consents/',
    scope: 'consents:write',
    isOnce: true,
    status: 201,
    body: consentAct,
    example: {
      person: ada,
      purpose: 'newsletter',
      act: 'give',
      version: '2026-11-25',
      textSha256: '0'.repeat(64),
      place,
    },
    answer: consentAnswer,
    problems: [
      ...(['purpose-unknown', 'version-unknown', 'version-superseded'] as const),
      ...(['authority-missing', 'person-other', 'too-many-answers'] as const),
    ],
    async run(ctx, { body: { person, purpose, act, version, textSha256, place, ...body }, stamp }) {
      const wrong = wrongWith(ctx, purpose, version, textSha256);
      if (wrong) return fail(wrong);
      const signatory = body.hasAuthority ? body.signatory : undefined;
      if (act === 'give' && !signatory && isOfBusiness(ctx, purpose)) return fail('authority-missing');
      const linked = await linkedIdentities.link(ctx, person);
      if (!linked.ok) return linked;
      const said = { purpose, act, version, textSha256, signatory };
      return await record(ctx, { accountId: linked.value, ...said, ...given(place), stamp });
    },
    runAgain: stateNow,
  }),
  operation({
    id: 'withdrawConsent',
    method: 'POST',
    path: '/api/v1/consents/withdrawals/',
    scope: 'consents:write',
    isOnce: true,
    status: 201,
    body: withdrawal,
    example: { person: { id: ada.id, email: ada.email }, purpose: 'newsletter', place },
    answer: consentAnswer,
    problems: ['purpose-unknown', 'person-other'],
    async run(ctx, { body: { person, purpose, place }, stamp }) {
      if (!ctx.content.purposes.inEffect(purpose)) return fail('purpose-unknown');
      const found = await linkedIdentities.accountOf(ctx, person);
      if (!found.ok) return found;
      if (found.value === null) return succeed(shown(ctx, purpose, unknown));
      const act: ConsentAct = 'withdraw';
      return await record(ctx, { accountId: found.value, purpose, act, version: '', ...given(place), stamp });
    },
    runAgain: stateNow,
  }),
];

async function stateNow(
  ctx: Context,
  { body: { person, purpose } }: Pick<Asked<z.output<typeof consentQuestion>>, 'body'>,
) {
  if (!ctx.content.purposes.inEffect(purpose)) return fail('purpose-unknown');
  const found = await linkedIdentities.accountOf(ctx, person);
  if (!found.ok) return found;
  return succeed(shown(ctx, purpose, found.value ? await stateOf(ctx, found.value, purpose) : unknown));
}

async function record(ctx: Context, consenting: Consenting): Promise<Result<ReturnType<typeof shown>, ProblemCode>> {
  const recorded = await recordConsent(ctx, consenting);
  if (!recorded.ok) {
    const [problem] = recorded.problems;
    return fail(problem === 'purpose-unknown' || problem === 'too-many-answers' ? problem : 'version-unknown');
  }
  return succeed(shown(ctx, consenting.purpose, await stateOf(ctx, consenting.accountId, consenting.purpose)));
}

/** Before anything is written: no account is made for an act that is refused. */
function wrongWith(ctx: Context, purpose: string, version: string, textSha256: string): ProblemCode | null {
  const current = ctx.content.purposes.inEffect(purpose);
  if (!current) return 'purpose-unknown';
  if (ctx.content.purposes.find(purpose, version)?.textSha256 !== textSha256) return 'version-unknown';
  return version === current.version ? null : 'version-superseded';
}

function shown(ctx: Context, purpose: string, { given, answer, last }: ConsentState) {
  const entry = last?.entry;
  return {
    purpose,
    given,
    answer,
    version: entry?.about.version ?? null,
    at: entry?.at ?? null,
    entry: entry?.id ?? null,
    receiptUrl: entry ? `${ctx.config.origin}/account/receipts/${entry.id}/` : null,
  };
}

function given({ screen, control }: { screen: string; control: string }): Pick<Consenting, 'given'> {
  return { given: { by: 'person', through: 'api', where: screen, control } };
}
