import { fail, problemsIn, type Result, succeed } from '../../../src/library/model/result.ts';
import { type Context, transaction } from '../../context.ts';
import type { RequestRow } from '../../db/schema.ts';
import { readAddress } from '../../fields/address.ts';
import { isLine, isMessage, legible } from '../../fields/text.ts';
import * as emails from '../emails/emails.ts';
import { attach } from '../files/files.ts';
import {
  type LoggedChannel,
  longest,
  type Relation,
  type RequestKind,
  relations,
  requestKinds,
  takesEffectAtOnce,
  withReferral,
} from '../kinds.ts';
import { type ArrivalProblem, readArrival } from '../messages-by-mail/arrival.ts';
import { filesOf, takenOf } from '../messages-by-mail/attachments.ts';
import { readEml } from '../messages-by-mail/eml.ts';
import { keepSource, requestWith } from '../messages-by-mail/originals.ts';
import { findByStamp, openRequest } from '../records.ts';
import { isRegion, unsaid } from '../regions.ts';
import { applyAtOnce, lockAccounts } from '../suppression/immediate-opt-outs.ts';

/** What staff say of a request that did not come by the form. */
export interface Arrival {
  readonly channel: LoggedChannel;
  /** The mail as it came, byte for byte. */
  readonly eml?: Uint8Array | undefined;
  readonly kinds: readonly string[];
  /** Whose request it is: needed where something takes effect at once, for whoever acts for another is not meant. */
  readonly relation?: string | undefined;
  readonly behalf?: string | undefined;
  readonly business?: string | undefined;
  readonly region?: string | undefined;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly details?: string | undefined;
  /** Needed where no mail tells it, and stronger than what a mail tells. */
  readonly receivedAt?: string | undefined;
  /** Of the form with which it is entered: sent twice, it enters one. */
  readonly stamp?: string | undefined;
  /** Who enters it: `staff:<id>`, or `command`. */
  readonly actor: string;
}

export interface Logged {
  readonly reference: string;
  readonly receivedOn: string;
  readonly dueOn: string;
  /** False when the same mail had been logged before. */
  readonly isNew: boolean;
  /** Whether the person was asked by mail to confirm the address. */
  readonly isAsked: boolean;
}

export type SaidProblem =
  | 'kind-unknown'
  | 'relation-unknown'
  | 'region-unknown'
  | 'behalf-invalid'
  | 'business-invalid';

export type LogProblem =
  | ArrivalProblem
  | SaidProblem
  | 'relation-missing'
  | 'name-invalid'
  | 'email-invalid'
  | 'details-invalid'
  | 'nothing-to-log';

/** Requests that came by mail, post, phone or otherwise: any channel is as good as the form (GDPR Article 12(2)). */
export async function log(ctx: Context, arrival: Arrival): Promise<Result<Logged, LogProblem>> {
  const said = readSaid(arrival);
  if (!said.ok) return said;
  const { relation } = said.value;
  const kinds = withReferral(said.value.kinds.length > 0 ? said.value.kinds : ['other'], relation);
  const name = arrival.name?.trim() ?? '';
  if (name.length > longest.name || !isLine(name)) return fail('name-invalid');
  if (!isMessage(arrival.details ?? '')) return fail('details-invalid');
  const email = arrival.email === undefined ? undefined : readAddress(arrival.email);
  if (email === null) return fail('email-invalid');
  const eml = arrival.eml && (await readEml(arrival.eml, ctx.content.company.privacyAddress));
  const files = arrival.eml ? takenOf(await filesOf(arrival.eml)) : [];
  const text = [eml?.text, arrival.details?.trim()].filter(Boolean).join('\n\n');
  if (!eml && !text && !name) return fail('nothing-to-log');
  const receivedAt = readArrival(arrival.receivedAt, { times: eml?.times ?? [], now: ctx.clock.now() });
  if (!receivedAt.ok) return receivedAt;

  const person = {
    name: name || eml?.name || '',
    email: email ?? eml?.address ?? null,
    region: said.value.region ?? unsaid,
    business: said.value.business ?? '',
    behalf: said.value.behalf ?? '',
  };
  if (!relation && person.email && kinds.some((kind) => takesEffectAtOnce.includes(kind))) {
    return fail('relation-missing');
  }
  return await transaction(ctx, async (ctx) => {
    const known = arrival.eml && (await requestWith(ctx, arrival.eml));
    if (known) return succeed(toLogged(known, { isNew: false }));
    await lockAccounts(ctx, 'none', person);
    const opened = await openRequest(ctx, {
      stamp: arrival.stamp ?? null,
      channel: arrival.channel,
      relation: relation ?? 'none',
      person,
      kinds,
      text: legible(text),
      receivedAt: receivedAt.value,
      actor: arrival.actor,
    });
    if (!opened) {
      const first = arrival.stamp && (await findByStamp(ctx, arrival.stamp));
      if (!first) throw new Error('A request without a stamp cannot have been there before');
      return succeed(toLogged(first, { isNew: false }));
    }
    if (arrival.eml && !(await keepSource(ctx, opened, arrival.eml))) {
      await ctx.db.deleteFrom('request').where('id', '=', opened.id).execute();
      const first = await requestWith(ctx, arrival.eml);
      if (first) return succeed(toLogged(first, { isNew: false }));
    }
    // What finds no room stays in the original alone.
    await attach(ctx, opened, { files, purpose: 'request', author: 'person' });
    const request = await applyAtOnce(ctx, opened, { person, kinds, isHolder: false, mayTell: false });
    if (person.email) await emails.toConfirm(ctx, request, 'request-confirm');
    return succeed(toLogged(request, { isNew: true }));
  });
}

/** What staff say of who asks and for what; undefined where they say nothing. */
export interface Said {
  readonly kinds: readonly RequestKind[];
  readonly relation: Relation | undefined;
  readonly region: string | undefined;
  readonly behalf: string | undefined;
  readonly business: string | undefined;
}

export function readSaid(
  written: Pick<Arrival, 'kinds' | 'relation' | 'region' | 'behalf' | 'business'>,
): Result<Said, SaidProblem> {
  const kinds = requestKinds.filter((kind) => written.kinds.includes(kind));
  const relation = relations.find((relation) => relation === written.relation);
  const [region, behalf, business] = [written.region, written.behalf, written.business].map((text) => text?.trim());
  const isWrong = (line: string | undefined, most: number) =>
    line !== undefined && (line.length > most || !isLine(line));
  const problems = problemsIn({
    'kind-unknown': kinds.length < new Set(written.kinds).size,
    'relation-unknown': written.relation !== undefined && !relation,
    'region-unknown': region !== undefined && !isRegion(region),
    'behalf-invalid': isWrong(behalf, longest.behalf),
    'business-invalid': isWrong(business, longest.business),
  });
  return problems.length > 0 ? fail(...problems) : succeed({ kinds, relation, region, behalf, business });
}

function toLogged(request: RequestRow, { isNew }: { isNew: boolean }): Logged {
  return {
    reference: request.reference,
    receivedOn: request.received_on,
    dueOn: request.due_on,
    isNew,
    isAsked: isNew && request.address_index !== null,
  };
}
