import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import * as accounts from '../../accounts/records.ts';
import { type AgreementCopy, copies } from '../../consent/copies.ts';
import type { Context } from '../../context.ts';
import type { RequestRow } from '../../db/schema.ts';
import { normalise, readAddress } from '../../fields/address.ts';
import { isText } from '../../fields/text.ts';
import { openItemsOf } from '../../requests/due-dates.ts';
import type { RequestKind } from '../../requests/kinds.ts';
import { allowedOf } from '../../requests/permissions.ts';
import { findRequest, personOf } from '../../requests/records.ts';
import { longestNote, tasksOfItem } from '../../requests/tasks/kinds.ts';
import { partsOf } from '../../requests/tasks/parts.ts';
import type { PersonalData, Subject } from '../../subject.ts';
import { dataOf } from '../subject-data.ts';

/** What was read for a package, before it is kept. */
export interface Gathered {
  /** Since when it was read: what a system hands over from then on may not be in it. */
  readonly at: string;
  readonly subject: Subject;
  /** How staff made sure that the person is known under the address; empty where the person confirmed it. */
  readonly sure: string;
  readonly personalData: PersonalData;
  readonly copies: readonly AgreementCopy[];
}

export type GatherProblem =
  | 'reference-unknown'
  | 'request-erased'
  | 'request-closed'
  | 'request-unconfirmed'
  | 'item-unknown'
  | 'address-missing'
  | 'address-invalid'
  | 'address-other'
  | 'permission-missing'
  | 'identity-unsaid'
  | 'identity-invalid';

/**
 * Reads all that this site holds about the person of a request, by account and by address, and what other systems have
 * handed over for it. Only who has confirmed the address is answered. Of an agent's request it is the person who allows
 * it, by the address under which they do; of nobody else's can it be another than the one on file. Of a letter without a
 * mail address staff say under which address the person is known, and how they made sure of it.
 */
export async function gather(
  ctx: Context,
  reference: string,
  { address = '', identity = '' }: { readonly address?: string; readonly identity?: string } = {},
): Promise<Result<Gathered, GatherProblem>> {
  const at = ctx.clock.now().toISOString();
  const request = await findRequest(ctx, reference);
  if (!request) return fail('reference-unknown');
  const unfit = await unfitFor(ctx, request);
  if (unfit) return fail(unfit);
  const asked = await copiesOf(ctx, request);
  if ((await allowedOf(ctx, request, asked)).length === 0) return fail('permission-missing');
  const named = address.trim();
  const own = personOf(ctx, request)?.email ?? '';
  const isAgent = request.relation === 'agent';
  const isNamed = isAgent || request.address_index === null;
  if (isNamed && named === '') return fail('address-missing');
  const read = named === '' ? own : readAddress(named);
  if (read === null) return fail('address-invalid');
  if (read === '') return fail('address-missing');
  // Whoever allows it does for themselves alone.
  const isTheirs = isNamed
    ? (await allowedOf(ctx, request, asked, read)).length > 0
    : normalise(read) === normalise(own);
  if (!isTheirs) return fail('address-other');
  const sure = readSure(request, identity);
  if (!sure.ok) return sure;

  const account =
    (isAgent || !request.account_id ? null : await accounts.find(ctx, request.account_id)) ??
    (await accounts.byAddress(ctx, read));
  const subject = { accountId: account?.id ?? '', email: account?.email ?? read };
  const personalData = await dataOf(ctx, subject);
  const parts = [...(await partsOf(ctx, request, isNamed ? subject.email : null))].flatMap(([system, handed]) =>
    handed.map((part, at) => {
      const name = `systems/${system}${handed.length > 1 ? `-${at + 1}` : ''}`;
      return part.file
        ? ([`${name}-${part.file.name}`, Buffer.from(part.file.content, 'base64')] as const)
        : ([`${name}.json`, Buffer.from(`${JSON.stringify(part.data, null, 2)}\n`)] as const);
    }),
  );
  return succeed({
    at,
    subject,
    sure: sure.value,
    personalData: { ...personalData, files: { ...personalData.files, ...Object.fromEntries(parts) } },
    copies: account ? await copies.all(ctx, account.id) : [],
  });
}

/** Why nothing can be gathered for a request; null where it can. */
export async function unfitFor(ctx: Context, request: RequestRow): Promise<GatherProblem | null> {
  if (request.erased_at) return 'request-erased';
  if (request.closed_at) return 'request-closed';
  if (request.address_index !== null && !request.confirmed_at) return 'request-unconfirmed';
  return (await copiesOf(ctx, request)).length > 0 ? null : 'item-unknown';
}

/** What of it the delivery of a copy answers. */
export async function copiesOf(ctx: Context, request: RequestRow): Promise<RequestKind[]> {
  return (await openItemsOf(ctx, request)).map(({ kind }) => kind).filter((kind) => tasksOfItem[kind] === 'export');
}

/** Whoever named the address has made sure of it: a letter confirms none (GDPR Article 12(6)). */
function readSure(
  { address_index }: Pick<RequestRow, 'address_index'>,
  identity: string,
): Result<string, 'identity-unsaid' | 'identity-invalid'> {
  const text = identity.replaceAll(/\r\n?/g, '\n').trim();
  if (address_index !== null) return succeed('');
  if (text === '') return fail('identity-unsaid');
  return text.length <= longestNote && isText(text) ? succeed(text) : fail('identity-invalid');
}
