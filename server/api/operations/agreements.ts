import { fail, succeed } from '../../../src/library/model/result.ts';
import * as linkedIdentities from '../../accounts/linked-identities.ts';
import { type AgreementState, list, record, state as stateOf } from '../../consent/agreements.ts';
import type { Context } from '../../context.ts';
import type { Given } from '../../ledger/entry.ts';
import type { ProblemCode } from '../problem-codes.ts';
import { agreementAct, agreementAnswer, agreementQuestion, agreementsAnswer } from './agreement-shapes.ts';
import { ada, place } from './examples.ts';
import { type Operation, operation } from './operation.ts';
import { shownVersion } from './versions.ts';

/** What businesses agree to in the app: to ask and to record. */
export const agreementOperations: readonly Operation[] = [
  operation({
    id: 'agreementState',
    method: 'POST',
    path: '/api/v1/agreements/state/',
    scope: 'agreements:read',
    body: agreementQuestion,
    example: { person: { id: ada.id, email: ada.email } },
    answer: agreementsAnswer,
    problems: ['person-other'],
    async run(ctx, { body: { person } }) {
      const found = await linkedIdentities.accountOf(ctx, person);
      if (!found.ok) return found;
      const states = (found.value ? await list(ctx, found.value) : untouched(ctx)).map((state) => shown(ctx, state));
      return succeed({ agreed: states.every(({ agreed }) => agreed), agreements: states });
    },
  }),
  operation({
    id: 'recordAgreement',
    method: 'POST',
    path: '/api/v1/agreements/',
    scope: 'agreements:write',
    isOnce: true,
    status: 201,
    body: agreementAct,
    example: {
      person: ada,
      document: 'terms',
      version: '2026-11-23',
      textSha256: '0'.repeat(64),
      signatory: {
        name: ada.name,
        capacity: 'Director',
        business: 'Analytical Works',
        address: '12 Park Lane\nLondon',
      },
      hasAuthority: true,
      place: { ...place, control: 'Agree' },
    },
    answer: agreementAnswer,
    problems: ['document-unknown', 'version-unknown', 'version-superseded', 'facts-missing', 'person-other'],
    async run(ctx, { body: { person, document, version, textSha256, signatory, place }, stamp }) {
      const wrong = wrongWith(ctx, document, version, textSha256);
      if (wrong) return fail(wrong);
      const linked = await linkedIdentities.link(ctx, person);
      if (!linked.ok) return linked;
      const given: Given = { by: 'person', through: 'api', where: place.screen, control: place.control };
      const accountId = linked.value;
      const recorded = await record(ctx, { accountId, document, version, textSha256, signatory, given, stamp });
      const state = recorded.ok ? await stateOf(ctx, accountId, document) : null;
      return state ? succeed(shown(ctx, state)) : fail('version-unknown');
    },
    async runAgain(ctx, { body: { person, document } }) {
      const found = await linkedIdentities.accountOf(ctx, person);
      if (!found.ok) return found;
      const state = found.value
        ? await stateOf(ctx, found.value, document)
        : untouched(ctx).find(({ current }) => current.document === ctx.content.documents.named(document));
      return state ? succeed(shown(ctx, state)) : fail('document-unknown');
    },
  }),
];

/** Before anything is written: no account is made for an act that is refused. */
function wrongWith(ctx: Context, document: string, version: string, textSha256: string): ProblemCode | null {
  const current = untouched(ctx).find(
    ({ current }) => current.document === ctx.content.documents.named(document),
  )?.current;
  if (!current) return 'document-unknown';
  if (ctx.content.documents.find(document, version)?.textSha256 !== textSha256) return 'version-unknown';
  if (version !== current.version) return 'version-superseded';
  return current.toBeConfirmed.length > 0 ? 'facts-missing' : null;
}

/** As a person stands who is not known. */
function untouched(ctx: Context): AgreementState[] {
  return ctx.content.documents
    .list()
    .flatMap(({ isAgreement, inEffect }) =>
      isAgreement && inEffect
        ? [{ current: inEffect, standing: 'none', agreement: null, signed: null, last: null } as const]
        : [],
    );
}

function shown(ctx: Context, { current, standing, agreement }: AgreementState) {
  const entry = agreement?.entry;
  return {
    document: current.document,
    title: current.title,
    standing,
    inEffect: shownVersion(current, ctx.config),
    agreed: standing === 'agreed' || standing === 'negotiated',
    agreement: entry
      ? {
          version: entry.about.version,
          at: entry.at,
          entry: entry.id,
          receiptUrl: `${ctx.config.origin}/account/receipts/${entry.id}/`,
        }
      : null,
  };
}
