import { dayIn, showDay } from '../../src/library/model/days.ts';
import { channelNames, nameKinds, onYourPage, outcomeNames } from '../../src/words/request-mails.ts';
import { dateAfter, later } from '../clock.ts';
import { newToken } from '../crypto/tokens.ts';
import type { Db } from '../db/database.ts';
import type { RequestRow } from '../db/schema.ts';
import type { Channel, Outcome, RequestKind } from './kinds.ts';
import type { RequestsNeeds } from './needs.ts';
import { casePath, confirmPath, newRequestPath } from './paths.ts';
import type { Periods } from './periods.ts';
import type { Records } from './records.ts';

export type Letters = ReturnType<typeof createLetters>;

/** What the room writes to people and to its staff, each queued inside the transaction that it tells of. */
export function createLetters({
  clock,
  mail,
  links,
  company,
  config,
  records,
  periods,
}: RequestsNeeds & { readonly records: Records; readonly periods: Periods }) {
  return {
    toConfirm,
    onBehalf,
    acknowledged,
    caseLink,
    replied,
    closed,
    closedUnconfirmed,
    staffNew,
    staffConfirmed,
    staffMessage,
    caseToken,
  };

  /** Every template that carries a fresh link to confirm the address. Of the link only a digest is stored. */
  async function toConfirm(
    db: Db,
    request: RequestRow,
    template: 'request-confirm' | 'request-reminder' | 'request-reply-waiting',
  ): Promise<void> {
    const { token, digest } = newToken();
    const expires_at = later(clock.now(), periods.confirmLink).toISOString();
    await db.insertInto('confirmation').values({ digest, request_id: request.id, expires_at }).execute();
    const closesOn = showDay(await closingOf(db, request, expires_at));
    const values = { ...common(request), closesOn, link: config.origin + confirmPath(token) };
    await mail.queue(db, { ...toPerson(request), template, values });
  }

  /** The day on which it is closed if nobody confirms: not before the first link has run out, see the jobs. */
  async function closingOf(db: Db, { id, due_on }: RequestRow, linkUntil: string): Promise<string> {
    const on = (at: string) => dayIn(company.timeZone, new Date(at));
    if (on(linkUntil) <= due_on) return due_on;
    const links = await db.selectFrom('confirmation').select('expires_at').where('request_id', '=', id).execute();
    const [first = linkUntil] = links.map(({ expires_at }) => expires_at).sort();
    return on(first) > due_on ? on(first) : due_on;
  }

  /** To somebody for whom an agent asks: what took effect at once, and nothing of what the agent wrote. */
  async function onBehalf(
    db: Db,
    { id, reference, received_on }: RequestRow,
    { to, kinds }: { to: string; kinds: readonly RequestKind[] },
  ): Promise<void> {
    const updatesLink = `${config.origin}/updates/`;
    const values = { reference, receivedOn: showDay(received_on), items: nameKinds(kinds), updatesLink };
    await mail.queue(db, { to, about: id, template: 'request-on-behalf', values });
  }

  async function acknowledged(db: Db, request: RequestRow): Promise<void> {
    const items = nameKinds(await records.kindsOf(db, request.id));
    const values = { ...common(request), items, caseLink: caseUrl(request) };
    await mail.queue(db, { ...toPerson(request), template: 'request-acknowledged', values });
  }

  async function caseLink(db: Db, request: RequestRow): Promise<void> {
    const values = { reference: request.reference, caseLink: caseUrl(request) };
    await mail.queue(db, { ...toPerson(request), template: 'request-case-link', values });
  }

  /** When the page is open no longer, the mail says so instead of leading there. */
  async function replied(db: Db, request: RequestRow, message: string): Promise<void> {
    if (!records.isReadable(request)) {
      const values = { reference: request.reference, message };
      return await mail.queue(db, { ...toPerson(request), template: 'request-reply-late', values });
    }
    const values = { reference: request.reference, message, caseLink: caseUrl(request) };
    await mail.queue(db, { ...toPerson(request), template: 'request-reply', values });
  }

  async function closed(db: Db, request: RequestRow, message: string): Promise<void> {
    const values = {
      reference: request.reference,
      outcome: outcomeNames[request.outcome as Outcome],
      message: message || onYourPage,
      caseLink: caseUrl(request),
      caseUntil: showDay(records.caseUntil(request) ?? records.today()),
    };
    await mail.queue(db, { ...toPerson(request), template: 'request-closed', values });
  }

  async function closedUnconfirmed(db: Db, request: RequestRow): Promise<void> {
    const values = {
      ...common(request),
      erasedOn: showDay(dateAfter(records.today(), periods.unconfirmed)),
      newRequestLink: config.origin + newRequestPath,
    };
    await mail.queue(db, { ...toPerson(request), template: 'request-closed-unconfirmed', values });
  }

  async function staffNew(db: Db, request: RequestRow, kinds: readonly RequestKind[]): Promise<void> {
    const items = nameKinds(kinds);
    const values = { ...common(request), items, channel: channelNames[request.channel as Channel] };
    await mail.queue(db, { ...toStaff(request), template: 'request-staff-new', values });
  }

  async function staffConfirmed(db: Db, request: RequestRow): Promise<void> {
    await mail.queue(db, { ...toStaff(request), template: 'request-staff-confirmed', values: common(request) });
  }

  async function staffMessage(db: Db, request: RequestRow): Promise<void> {
    await mail.queue(db, { ...toStaff(request), template: 'request-staff-message', values: common(request) });
  }

  /** Opens the case page. Asking for a new one counts `case_link` up, and those before are good no longer. */
  function caseToken({ id, case_link }: RequestRow): string {
    return links.sign('case', `${id}:${case_link}`);
  }

  function caseUrl(request: RequestRow): string {
    return config.origin + casePath(request.reference, caseToken(request));
  }

  function common({ reference, received_on, due_on }: RequestRow) {
    return { reference, receivedOn: showDay(received_on), dueOn: showDay(due_on) };
  }

  function toPerson(request: RequestRow) {
    const to = records.personOf(request)?.email;
    if (!to) throw new Error(`Nobody can be mailed about the request ${request.reference}`);
    return { to, about: request.id } as const;
  }

  function toStaff({ id }: RequestRow) {
    return { to: company.privacyAddress, about: id } as const;
  }
}
