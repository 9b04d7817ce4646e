import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import * as accounts from '../accounts/records.ts';
import { type Bound, type Context, transaction } from '../context.ts';
import { append, lockLedger, type Recorded } from '../ledger/entries.ts';
import type { Given } from '../ledger/entry.ts';
import { partsOf, signatoryParts } from './acts.ts';
import type { Signatory } from './agreement-form.ts';
import { state } from './agreements.ts';

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
  return await transaction(ctx, async (ctx) => {
    const found = await accounts.byAddress(ctx, email);
    const account = found && (await accounts.lock(ctx, found.id));
    if (!account) return fail('account-unknown');
    await lockLedger(ctx, { accountId: account.id });
    const before = await state(ctx, account.id, document);
    if (!before) return fail('document-unknown');
    return succeed(
      await append(ctx, {
        ...{ accountId: account.id, kind: 'agreement', about: aboutOwnText(document) },
        shown: fileSha256 === null ? [] : [{ url: 'negotiated', sha256: fileSha256 }],
        given: byOperator('agreements record'),
        parts: {
          ...partsOf(account),
          ...signatoryParts(signatory),
          contract: { reference, signedOn },
        },
        refersTo: before.agreement?.entry.id ?? null,
      }),
    );
  });
}

/** From then on the account is asked like any other. */
async function endNegotiated(
  ctx: Context,
  email: string,
  document: string,
): Promise<Result<Recorded, NegotiatedProblem>> {
  return await transaction(ctx, async (ctx) => {
    const found = await accounts.byAddress(ctx, email);
    const account = found && (await accounts.lock(ctx, found.id));
    if (!account) return fail('account-unknown');
    await lockLedger(ctx, { accountId: account.id });
    const before = await state(ctx, account.id, document);
    if (!before) return fail('document-unknown');
    if (before.standing !== 'negotiated') return fail('nothing-negotiated');
    return succeed(
      await append(ctx, {
        ...{ accountId: account.id, kind: 'objection', about: aboutOwnText(document), shown: [] },
        given: byOperator('agreements end'),
        parts: partsOf(account),
        refersTo: before.agreement?.entry.id ?? null,
      }),
    );
  });
}

/** Of a text that is not ours no version is recorded. */
function aboutOwnText(document: string) {
  return { type: 'document', id: document, version: null, textSha256: null } as const;
}

function byOperator(where: string): Given {
  return { by: 'operator', through: 'command', where, control: 'negotiated' };
}
