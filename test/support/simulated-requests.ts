import { contentOf } from '../../server/mail/outbox.ts';
import type { Services } from '../../server/services.ts';
import { formOf, stopClock } from './services.ts';

/** How the simulation has its servers opened, again after each restart, on one database. */
export interface Simulated {
  readonly count: number;
  readonly open: (clock: ReturnType<typeof stopClock>) => Promise<Services>;
  /** Has the provider take mail, or refuse it. */
  readonly provide: (works: boolean) => void;
}

export interface SimulatedRequest {
  readonly reference: string;
  readonly day: number;
  /** Whether the person ever confirms the address. */
  readonly isConfirmed: boolean;
  /** On which day after its receipt staff answer, or the person takes it back. */
  readonly after: number;
  readonly end: 'nothing-held' | 'refused' | 'withdrawn';
}

const first = Date.parse('2026-11-23T12:00:00Z');
const dayLength = 86_400_000;
/** Days on which requests come in, and days on which all of them have ended. */
const [arriving, all] = [730, 800];
/** When all is over. */
export const simulationEnd = new Date(first + all * dayLength).toISOString();

/**
 * Two years of requests: each day some come in, are confirmed or not, answered, refused or taken back. The servers stop
 * and start again every month, and two days of each the provider takes no mail. What else time brings about runs once a week.
 */
export async function simulate({ count, open, provide }: Simulated): Promise<SimulatedRequest[]> {
  const clock = stopClock(new Date(first).toISOString());
  const known: SimulatedRequest[] = [];
  let services = await open(clock);
  try {
    for (let day = 0; day < all; day += 1) {
      clock.set(new Date(first + day * dayLength).toISOString());
      if (day % 30 === 29) {
        await services[Symbol.asyncDispose]();
        services = await open(clock);
      }
      provide(day % 30 < 20 || day % 30 > 21);
      const due = Math.floor(((day + 1) * count) / arriving) - Math.floor((day * count) / arriving);
      for (let at = 0; day < arriving && at < due; at += 1) known.push(await arrive(services, known.length, day));
      const ending = known.filter((request) => request.day + request.after === day);
      for (const request of ending) await settle(services, request);
      if (due + ending.length === 0 && day % 3 !== 0) continue;
      await services.timeSeen.watch();
      await (day % 7 === 0 ? services.runJobs() : services.requests.runJobs());
      await services.mail.send();
    }
  } finally {
    await services[Symbol.asyncDispose]();
  }
  return known;
}

const ends = ['nothing-held', 'refused', 'withdrawn'] as const;
const regions = ['DE', 'GB', 'US-CA', 'BR', 'CA', 'unsaid'] as const;

async function arrive(services: Services, number: number, day: number): Promise<SimulatedRequest> {
  const sent = await services.requests.submit(
    formOf({
      ...{ stamp: services.formTokens.issue('request'), website: '', relation: 'none', kind: ['access'] },
      ...{ region: regions[number % regions.length] ?? 'DE', name: `Person ${number}`, step: 'send' },
      ...{ email: `person-${number}@example.com`, details: 'My data, please.', business: '', behalf: '', reach: '' },
    }),
    { address: `192.0.2.${number % 250}` },
  );
  if (!sent.ok) throw new Error(sent.problems.join());
  return {
    ...{ reference: sent.value.reference, day, isConfirmed: number % 7 !== 3 },
    ...{ after: 1 + ((number * 5) % 14), end: ends[number % ends.length] ?? 'refused' },
  };
}

async function settle(services: Services, { reference, isConfirmed, end }: SimulatedRequest): Promise<void> {
  if (!isConfirmed) return;
  await confirmAddress(services, reference);
  // Whoever answers twice is told that it is closed.
  for (const isSecond of [false, true]) {
    const closed = await services.requests.close(reference, {
      ...{ outcome: end, message: 'This is our answer.', meaning: 'Nothing changes.', actor: 'staff:ana' },
      ...(end === 'refused' && { ground: 'law-requires' as const }),
    });
    if (closed.ok === isSecond) throw new Error(`${reference} was answered ${isSecond ? 'twice' : 'not at all'}`);
  }
}

/** By a link as the mail brings it; whose link is too old by now asks for another. */
async function confirmAddress(services: Services, reference: string): Promise<void> {
  if (await confirmByMail(services, reference)) return;
  const stamp = services.formTokens.issue('case-link');
  await services.requests.mailCaseLink(reference, formOf({ stamp, website: '' }), { address: '192.0.2.1' });
  if (!(await confirmByMail(services, reference))) throw new Error(`${reference} could not be confirmed`);
}

async function confirmByMail({ db, encryption, requests }: Services, reference: string): Promise<boolean> {
  const mails = await db
    .selectFrom('outgoing_mail')
    .innerJoin('request', 'request.id', 'outgoing_mail.about')
    .select(['outgoing_mail.id', 'content_sealed'])
    .where('reference', '=', reference)
    .where('content_sealed', 'is not', null)
    .execute();
  for (const { id, content_sealed } of mails) {
    const text = encryption.open(content_sealed ?? '', contentOf(id));
    const token = /\/requests\/confirm\/([\w-]+)\//.exec(text)?.[1];
    if (token && (await requests.confirm(token)).ok) return true;
  }
  return false;
}

/** What of it did not go as it should: nothing, where each request is there, ended once and in time, and told so. */
export async function faultsOf({ db }: Services, sent: readonly SimulatedRequest[]): Promise<string[]> {
  const rows = await db.selectFrom('request').selectAll().execute();
  const mails = await db.selectFrom('outgoing_mail').select(['about', 'template', 'sent_at']).execute();
  const ended = await db.selectFrom('request_event').select('request_id').where('act', '=', 'closed').execute();
  const byReference = new Map(rows.map((row) => [row.reference, row]));
  const mailsAbout = Map.groupBy(mails, ({ about }) => about);
  const endings = Map.groupBy(ended, ({ request_id }) => request_id);
  const faults = sent.flatMap(({ reference, isConfirmed, end }) => {
    const row = byReference.get(reference);
    if (!row) return [`${reference} is lost`];
    const templates = (mailsAbout.get(row.id) ?? []).map(({ template }) => template);
    const times = (template: string) => templates.filter((one) => one === template).length;
    const closedOn = row.closed_at?.slice(0, 10) ?? '';
    const holds = {
      'has its outcome': row.outcome === (isConfirmed ? end : 'unconfirmed'),
      // Who never confirmed is given up once the day is there, and no sooner.
      'ended in time': closedOn !== '' && (isConfirmed ? closedOn <= row.due_on : closedOn >= row.due_on),
      'ended once': endings.get(row.id)?.length === 1,
      'was asked to confirm': times('request-confirm') > 0,
      'was acknowledged once': times('request-acknowledged') === (isConfirmed ? 1 : 0),
      'was answered once': times('request-closed') === (isConfirmed ? 1 : 0),
      'was told that it is closed': times('request-closed-unconfirmed') === (isConfirmed ? 0 : 1),
    };
    return Object.entries(holds).flatMap(([what, isSo]) => (isSo ? [] : [`${reference}: not so: ${what}`]));
  });
  const unsent = mails.filter(({ sent_at }) => sent_at === null).map(({ template }) => `${template} was not sent`);
  return [...(rows.length === sent.length ? [] : [`${rows.length} of ${sent.length}`]), ...faults, ...unsent];
}
