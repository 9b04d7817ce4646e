import { fail, succeed } from '../../src/library/model/result.ts';
import * as linkedIdentities from '../accounts/linked-identities.ts';
import { type AgreementState, list, record, state as stateOf } from '../consent/agreements.ts';
import type { Given } from '../ledger/entry.ts';
import { agreementAct, agreementAnswer, agreementQuestion, agreementsAnswer } from './agreement-shapes.ts';
import { ada, place } from './examples.ts';
import type { ApiNeeds } from './needs.ts';
import { type Operation, operation } from './operation.ts';
import type { ProblemCode } from './problem-codes.ts';
import { shownVersion } from './versions.ts';

/** What businesses agree to in the app: to ask and to record. */
export function agreementOperations({
  ctx,
  documents,
  config,
}: Pick<ApiNeeds, 'ctx' | 'documents' | 'config'>): Operation[] {
  return [
    operation({
      id: 'agreementState',
      method: 'POST',
      path: '/api/v1/agreements/state/',
      scope: 'agreements:read',
      body: agreementQuestion,
      example: { person: { id: ada.id, email: ada.email } },
      answer: agreementsAnswer,
      problems: ['person-other'],
      async run({ body: { person }, db }) {
        const found = await linkedIdentities.accountOf({ ...ctx, db }, person);
        if (!found.ok) return found;
        const states = (found.value ? await list(ctx, found.value) : untouched()).map(shown);
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
        ...{ person: ada, document: 'terms', version: '2026-11-23', textSha256: '0'.repeat(64) },
        signatory: {
          name: ada.name,
          capacity: 'Director',
          business: 'Analytical Works',
          address: '12 Park Lane\nLondon',
        },
        ...{ hasAuthority: true, place: { ...place, control: 'Agree' } },
      },
      answer: agreementAnswer,
      problems: ['document-unknown', 'version-unknown', 'version-superseded', 'person-other'],
      async run({ body: { person, document, version, textSha256, signatory, place }, db, stamp }) {
        const wrong = wrongWith(document, version, textSha256);
        if (wrong) return fail(wrong);
        const linked = await linkedIdentities.link({ ...ctx, db }, person);
        if (!linked.ok) return linked;
        const given: Given = { by: 'person', through: 'api', where: place.screen, control: place.control };
        const accountId = linked.value;
        const recorded = await record(
          { ...ctx, db },
          {
            ...{ accountId, document, version, textSha256, signatory, given, stamp },
          },
        );
        const state = recorded.ok ? await stateOf({ ...ctx, db }, accountId, document) : null;
        return state ? succeed(shown(state)) : fail('version-unknown');
      },
      async runAgain({ body: { person, document }, db }) {
        const found = await linkedIdentities.accountOf({ ...ctx, db }, person);
        if (!found.ok) return found;
        const state = found.value
          ? await stateOf({ ...ctx, db }, found.value, document)
          : untouched().find(({ current }) => current.document === documents.named(document));
        return state ? succeed(shown(state)) : fail('document-unknown');
      },
    }),
  ];

  /** Before anything is written: no account is made for an act that is refused. */
  function wrongWith(document: string, version: string, textSha256: string): ProblemCode | null {
    const current = untouched().find(({ current }) => current.document === documents.named(document))?.current;
    if (!current) return 'document-unknown';
    if (documents.find(document, version)?.textSha256 !== textSha256) return 'version-unknown';
    return version === current.version ? null : 'version-superseded';
  }

  /** As a person stands who is not known. */
  function untouched(): AgreementState[] {
    return documents
      .list()
      .flatMap(({ isAgreement, inEffect }) =>
        isAgreement && inEffect
          ? [{ current: inEffect, standing: 'none', agreement: null, signed: null, last: null } as const]
          : [],
      );
  }

  function shown({ current, standing, agreement }: AgreementState) {
    const entry = agreement?.entry;
    return {
      ...{ document: current.document, title: current.title, standing, inEffect: shownVersion(current, config) },
      agreed: standing === 'agreed' || standing === 'negotiated',
      agreement: entry
        ? {
            ...{ version: entry.about.version, at: entry.at, entry: entry.id },
            receiptUrl: `${config.origin}/account/receipts/${entry.id}/`,
          }
        : null,
    };
  }
}
