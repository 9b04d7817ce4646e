import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import * as accounts from '../accounts/records.ts';
import { type Bound, type Context, transaction } from '../context.ts';
import { append, type Recorded } from '../ledger/entries.ts';
import type { Given } from '../ledger/entry.ts';
import { partsOf, signatoryParts } from './acts.ts';
import type { Signatory } from './agreement-form.ts';
import { type AgreementState, lockState } from './agreements.ts';

/** A contract that was made elsewhere, in words of its own. */
interface Negotiated {
  readonly email: string;
  readonly document: string;
  readonly signatory: Signatory;
  /** Where it is kept, as `Contract 2026-17`. */
  readonly reference: string;
  readonly signedOn: string;
  /** SHA-256 of the signed file, where there is one. */
  readonly fileSha256: string | null;
}

export type NegotiatedProblem = 'account-unknown' | 'document-unknown' | 'nothing-negotiated';

/** What the operator records of agreements that were not made here: who has one is not asked. */
export const negotiated = { recordNegotiated, endNegotiated };

export type NegotiatedVerbs = Bound<typeof negotiated>;

async function recordNegotiated(ctx: Context, contract: Negotiated): Promise<Result<Recorded, NegotiatedProblem>> {
  const { email, document, signatory, reference, signedOn, fileSha256 } = contract;
  return await withStateOf(ctx, email, document, async (ctx, account, { agreement }) =>
    succeed(
      await append(ctx, {
        accountId: account.id,
        kind: 'agreement',
        about: aboutOwnText(document),
        shown: fileSha256 === null ? [] : [{ url: 'negotiated', sha256: fileSha256 }],
        given: byOperator('agreements record'),
        parts: { ...partsOf(account), ...signatoryParts(signatory), contract: { reference, signedOn } },
        refersTo: agreement?.entry.id ?? null,
      }),
    ),
  );
}

/** From then on the account is asked like any other. */
async function endNegotiated(
  ctx: Context,
  email: string,
  document: string,
): Promise<Result<Recorded, NegotiatedProblem>> {
  return await withStateOf(ctx, email, document, async (ctx, account, { standing, agreement }) => {
    if (standing !== 'negotiated') return fail('nothing-negotiated');
    return succeed(
      await append(ctx, {
        accountId: account.id,
        kind: 'objection',
        about: aboutOwnText(document),
        shown: [],
        given: byOperator('agreements end'),
        parts: partsOf(account),
        refersTo: agreement?.entry.id ?? null,
      }),
    );
  });
}

/** Acts on how the account at an address stands with a document, while nobody else can change that. */
async function withStateOf(
  ctx: Context,
  email: string,
  document: string,
  act: (ctx: Context, account: accounts.Account, state: AgreementState) => Promise<Result<Recorded, NegotiatedProblem>>,
): Promise<Result<Recorded, NegotiatedProblem>> {
  return await transaction(ctx, async (ctx) => {
    const account = await accounts.lockByAddress(ctx, email);
    if (!account) return fail('account-unknown');
    const state = await lockState(ctx, account.id, document);
    return state ? await act(ctx, account, state) : fail('document-unknown');
  });
}

/** Of a text that is not ours no version is recorded. */
function aboutOwnText(document: string) {
  return { type: 'document', id: document, version: null, textSha256: null } as const;
}

function byOperator(where: string): Given {
  return { by: 'operator', through: 'command', where, control: 'negotiated' };
}
