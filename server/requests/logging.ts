import { createHash } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import { after, minute } from '../clock.ts';
import type { Db } from '../db/database.ts';
import type { RequestRow } from '../db/schema.ts';
import { readAddress } from '../form.ts';
import { fail, type Result, succeed } from '../result.ts';
import type { Effects } from './effects.ts';
import { readEml } from './eml.ts';
import { type Channel, type RequestKind, requestKinds } from './kinds.ts';
import type { Letters } from './letters.ts';
import type { RequestsNeeds } from './needs.ts';
import type { Records } from './records.ts';
import { unsaid } from './regions.ts';

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

export type LogProblem =
  | 'kind-unknown'
  | 'email-invalid'
  | 'received-at-missing'
  | 'received-at-invalid'
  | 'received-at-in-future'
  | 'nothing-to-log';

/** Clocks of mail servers are not ours. */
const skew = 10 * minute;

/** Requests that came by mail, post, phone or otherwise: any channel is as good as the form (GDPR Article 12(2)). */
export function createLogging({
  db,
  clock,
  sealing,
  company,
  records,
  letters,
  effects,
}: RequestsNeeds & { readonly records: Records; readonly letters: Letters; readonly effects: Effects }) {
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
    const receivedAt = readArrival(arrival.receivedAt, eml?.times ?? []);
    if (!receivedAt.ok) return receivedAt;

    const person = {
      name: arrival.name?.trim() || eml?.name || '',
      email: email ?? eml?.address ?? null,
      region: unsaid,
      business: '',
      behalf: '',
    };
    return await db.transaction().execute(async (db) => {
      const known = arrival.eml && (await findByDigest(db, digestOf(arrival.eml)));
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
      if (arrival.eml && !(await keepSource(db, request.id, arrival.eml))) {
        await db.deleteFrom('request').where('id', '=', request.id).execute();
        const first = await findByDigest(db, digestOf(arrival.eml));
        if (first) return succeed(toLogged(first, { isNew: false }));
      }
      await effects.applyAtOnce(db, request, { person, kinds });
      if (person.email) await letters.toConfirm(db, request, 'request-confirm');
      return succeed(toLogged(request, { isNew: true }));
    });
  }

  /** What staff say counts; else the first of the mail's own times that can be true. */
  function readArrival(said: string | undefined, times: readonly Date[]): Result<Date, LogProblem> {
    const now = clock.now();
    if (said !== undefined) {
      const at = readInstant(said);
      if (!at) return fail('received-at-invalid');
      return at > now ? fail('received-at-in-future') : succeed(at);
    }
    const at = times.find((time) => time <= after(now, skew));
    if (!at) return fail('received-at-missing');
    return succeed(new Date(Math.min(at.getTime(), now.getTime())));
  }

  async function keepSource(db: Db, id: string, eml: Uint8Array): Promise<boolean> {
    const place = { table: 'request_source', column: 'body_sealed', row: id };
    const body_sealed = sealing.seal(Buffer.from(eml).toString('base64'), place);
    const kept = await db
      .insertInto('request_source')
      .values({ request_id: id, body_sealed, digest: digestOf(eml) })
      .onConflict((conflict) => conflict.column('digest').doNothing())
      .returning('digest')
      .executeTakeFirst();
    return kept !== undefined;
  }

  function findByDigest(db: Db, digest: string) {
    return db
      .selectFrom('request')
      .innerJoin('request_source', 'request_source.request_id', 'request.id')
      .where('request_source.digest', '=', digest)
      .selectAll('request')
      .executeTakeFirst();
  }
}

/** With its offset from UTC. Unlike Date, Temporal knows no February 30. */
function readInstant(said: string): Date | null {
  try {
    return new Date(Temporal.Instant.from(said).epochMilliseconds);
  } catch {
    return null;
  }
}

function digestOf(eml: Uint8Array): string {
  return createHash('sha256').update(eml).digest('hex');
}

/** What the pages can show of a text that anybody may have written; the original is kept beside it. */
function printable(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]/gu, '\ufffd')
    .trim();
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
