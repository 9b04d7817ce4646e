import type { RequestRow } from '../db/schema.ts';
import { readAddress } from '../form.ts';
import { fail, type Result, succeed } from '../result.ts';
import { type ArrivalProblem, printable, readArrival } from './arrivals.ts';
import type { Effects } from './effects.ts';
import { readEml } from './eml.ts';
import { type Channel, type RequestKind, requestKinds } from './kinds.ts';
import type { Letters } from './letters.ts';
import type { RequestsNeeds } from './needs.ts';
import type { Records } from './records.ts';
import { unsaid } from './regions.ts';
import type { Sources } from './sources.ts';

/** What staff say of a request that did not come by the form. */
export interface Arrival {
  readonly channel: Exclude<Channel, 'form'>;
  /** The mail as it came, byte for byte. */
  readonly eml?: Uint8Array | undefined;
  readonly kinds: readonly string[];
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly details?: string | undefined;
  /** Needed where no mail tells it, and stronger than what a mail tells. */
  readonly receivedAt?: string | undefined;
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

export type LogProblem = ArrivalProblem | 'kind-unknown' | 'email-invalid' | 'nothing-to-log';

/** Requests that came by mail, post, phone or otherwise: any channel is as good as the form (GDPR Article 12(2)). */
export function createLogging({
  db,
  clock,
  company,
  records,
  sources,
  letters,
  effects,
}: RequestsNeeds & {
  readonly records: Records;
  readonly sources: Sources;
  readonly letters: Letters;
  readonly effects: Effects;
}) {
  return { log };

  async function log(arrival: Arrival): Promise<Result<Logged, LogProblem>> {
    const named = requestKinds.filter((kind) => arrival.kinds.includes(kind));
    if (named.length < new Set(arrival.kinds).size) return fail('kind-unknown');
    const kinds: readonly RequestKind[] = named.length > 0 ? named : ['other'];
    const email = arrival.email === undefined ? undefined : readAddress(arrival.email);
    if (email === null) return fail('email-invalid');
    const eml = arrival.eml && (await readEml(arrival.eml, company.privacyAddress));
    const text = [eml?.text, arrival.details?.trim()].filter(Boolean).join('\n\n');
    if (!eml && !text && !arrival.name) return fail('nothing-to-log');
    const receivedAt = readArrival(arrival.receivedAt, { times: eml?.times ?? [], now: clock.now() });
    if (!receivedAt.ok) return receivedAt;

    const person = {
      name: arrival.name?.trim() || eml?.name || '',
      email: email ?? eml?.address ?? null,
      region: unsaid,
      business: '',
      behalf: '',
    };
    return await db.transaction().execute(async (db) => {
      const known = arrival.eml && (await sources.requestWith(db, arrival.eml));
      if (known) return succeed(toLogged(known, { isNew: false }));
      const request = await records.open(db, {
        stamp: null,
        channel: arrival.channel,
        relation: 'none',
        person,
        kinds,
        text: printable(text),
        receivedAt: receivedAt.value,
      });
      if (!request) throw new Error('A request without a stamp cannot have been there before');
      if (arrival.eml && !(await sources.keep(db, request, arrival.eml))) {
        await db.deleteFrom('request').where('id', '=', request.id).execute();
        const first = await sources.requestWith(db, arrival.eml);
        if (first) return succeed(toLogged(first, { isNew: false }));
      }
      await effects.applyAtOnce(db, request, { person, kinds });
      if (person.email) await letters.toConfirm(db, request, 'request-confirm');
      return succeed(toLogged(request, { isNew: true }));
    });
  }
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
