import { randomUUID } from 'node:crypto';
import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import type { Session } from '../accounts/sessions.ts';
import type { Db } from '../db/database.ts';
import type { PublishedVersion } from '../documents/documents.ts';
import { isEntry, partsOf } from './acts.ts';
import { type AgreeFormProblem, readAgreeing, readDeclining, type Signatory } from './agreeing.ts';
import type { Entry, Given } from './entry.ts';
import type { EntryKind } from './kinds.ts';
import type { Recorded } from './ledger.ts';
import type { AgreementNeeds } from './needs.ts';
import { type Standing, type Stands, standingOf } from './standing.ts';

export interface AgreementState extends Stands {
  readonly current: PublishedVersion;
}

export interface Agreeing {
  readonly accountId: string;
  readonly document: string;
  /** The text that the person was shown: no other is agreed to. */
  readonly version: string;
  readonly textSha256?: string | undefined;
  /** The version of the list of subprocessors that was shown with it. */
  readonly list?: string | undefined;
  readonly signatory: Signatory;
  readonly given: Given;
  readonly stamp: string | null;
}

export type RecordAgreementProblem = 'document-unknown' | 'version-unknown' | 'account-unknown';
export type AgreeProblem = AgreeFormProblem | RecordAgreementProblem;

const place = '/account/agreements/';

export type Agreements = ReturnType<typeof createAgreements>;

/** What businesses agreed to, by whom and in which version. Read from the ledger, and stored nowhere else. */
export function createAgreements(needs: AgreementNeeds) {
  const { db, stamps, ledger, accounts, documents, mail, config } = needs;
  return { list, state, entries, asked, agree, decline, record, copy, signed };

  /** Each document that is agreed to, and how the account stands with it. */
  async function list(accountId: string): Promise<AgreementState[]> {
    const states = await Promise.all(
      documents.list().flatMap(({ slug, isAgreement }) => (isAgreement ? [state(accountId, slug)] : [])),
    );
    return states.filter((state) => state !== null);
  }

  async function state(accountId: string, document: string, using: Db = db): Promise<AgreementState | null> {
    const known = documents.list().find(({ slug, isAgreement }) => slug === documents.named(document) && isAgreement);
    if (!known?.inEffect) return null;
    const about = documents.namesOf(document).map((name) => `document:${name}`);
    const lastOf = (kinds?: readonly EntryKind[]) => ledger(using).lastOf(accountId, about, kinds);
    const acts = {
      last: await lastOf(),
      agreement: await lastOf(['agreement', 'carried-forward']),
      signed: await lastOf(['agreement']),
    };
    return { current: known.inEffect, ...standingOf(acts, known.inEffect, documents) };
  }

  /** All that the account did about a document, under any of its names, first to last. */
  async function entries(accountId: string, document: string): Promise<Recorded[]> {
    const all = await ledger(db).entriesOf(accountId);
    return all.filter(({ entry }) => isAbout(entry, document));
  }

  /** What must be asked at the next sign-in: new terms took effect since the account agreed, or declined. */
  async function asked(accountId: string): Promise<AgreementState[]> {
    return (await list(accountId)).filter(({ standing }) => standing === 'superseded');
  }

  async function agree(
    form: FormData,
    session: Pick<Session, 'id' | 'accountId'>,
  ): Promise<Result<Recorded | null, AgreeProblem>> {
    const read = readAgreeing(form, stamps, session);
    if (!read.ok) return read;
    const { document, version, list, signatory, stamp } = read.value;
    const given: Given = { by: 'person', through: 'page', where: `${place}${document}/`, control: 'agree' };
    const { accountId } = session;
    return await db
      .transaction()
      .execute((db) => record(db, { accountId, document, version, list, signatory, given, stamp }));
  }

  /** In a transaction of the caller's. Null where exactly this was agreed to before, or a contract of its own binds. */
  async function record(db: Db, agreeing: Agreeing): Promise<Result<Recorded | null, RecordAgreementProblem>> {
    const { accountId, document, version, textSha256, list, signatory, given, stamp } = agreeing;
    const account = await accounts.hold(db, accountId);
    if (!account) return fail('account-unknown');
    const before = await hold(db, accountId, document);
    if (!before) return fail('document-unknown');
    const { current, standing, agreement } = before;
    if (version !== current.version || (textSha256 ?? current.textSha256) !== current.textSha256) {
      return fail('version-unknown');
    }
    if (stamp && (await ledger(db).isRecorded(stamp))) return succeed(null);
    if (standing === 'agreed' && agreement?.entry.about.version === version) return succeed(null);
    // A page that was open while the operator recorded the contract puts nothing in its place.
    if (standing === 'negotiated') return succeed(null);

    const { name, capacity, ...business } = signatory;
    const id = randomUUID();
    await mail.queue(db, {
      ...{ to: account.email, about: accountId, template: 'agreement-recorded' },
      occasion: `agreement:${id}`,
      values: {
        ...{ document: current.title, version, business: signatory.business },
        link: `${config.origin}${place}${current.document}/${id}/`,
        textLink: `${config.origin}${current.url}`,
      },
    });
    const recorded = await ledger(db).append({
      ...{ id, accountId, kind: 'agreement', about: aboutOf(current), shown: shownWith(current, list), given, stamp },
      parts: { ...partsOf(account), signatory: { name, capacity }, business: { ...business } },
      refersTo: agreement?.entry.id ?? null,
    });
    return succeed(recorded);
  }

  /** Nobody has to agree; that new terms were declined is recorded, so that they are not asked for again. */
  async function decline(
    form: FormData,
    session: Pick<Session, 'id' | 'accountId'>,
  ): Promise<Result<null, AgreeProblem>> {
    const read = readDeclining(form, stamps, session);
    if (!read.ok) return read;
    const { document, version, list, stamp } = read.value;
    const { accountId } = session;
    return await db.transaction().execute(async (db) => {
      const account = await accounts.hold(db, accountId);
      if (!account) return fail('account-unknown');
      const before = await hold(db, accountId, document);
      if (!before) return fail('document-unknown');
      const { current, standing, agreement } = before;
      if (version !== current.version) return fail('version-unknown');
      // What was agreed to is ended by no button here: see the text itself.
      if (!isDeclinable(standing) || (await ledger(db).isRecorded(stamp))) return succeed(null);
      await ledger(db).append({
        ...{ accountId, kind: 'objection', about: aboutOf(current), shown: shownWith(current, list), stamp },
        given: { by: 'person', through: 'page', where: `${place}${document}/`, control: 'decline' },
        parts: partsOf(account),
        refersTo: agreement?.entry.id ?? null,
      });
      return succeed(null);
    });
  }

  /** The agreement as both sides have it; null where the account has none of this number. */
  async function copy(accountId: string, document: string, entryId: string): Promise<Recorded | null> {
    const recorded = await ledger(db).find(accountId, entryId);
    return recorded && recorded.entry.kind === 'agreement' && isAbout(recorded.entry, document) ? recorded : null;
  }

  /** Every agreement of the account, first to last. */
  async function signed(accountId: string): Promise<Recorded[]> {
    return (await ledger(db).entriesOf(accountId)).filter(({ entry }) => entry.kind === 'agreement');
  }

  /** Also where the document had another name on the day of the act. */
  function isAbout(entry: Entry, document: string): boolean {
    return documents.namesOf(document).some((name) => isEntry(entry, `document:${name}`));
  }

  async function hold(db: Db, accountId: string, document: string): Promise<AgreementState | null> {
    await ledger(db).hold(accountId);
    return await state(accountId, document, db);
  }

  /** The text, and the list of subprocessors as the page had it, which may have changed since it was opened. */
  function shownWith(current: PublishedVersion, listVersion = ''): Entry['shown'] {
    const now = documents.inEffectAs('subprocessors');
    const found = now && documents.find(now.document, listVersion);
    const list = found && !found.cancelledOn && found.effectiveOn <= now.effectiveOn ? found : null;
    return [current, ...(list ? [list] : [])].map(({ url, sourceSha256 }) => ({ url, sha256: sourceSha256 }));
  }
}

export function aboutOf({ document, version, textSha256 }: PublishedVersion) {
  return { type: 'document', id: document, version, textSha256 } as const;
}

function isDeclinable(standing: Standing): boolean {
  return standing === 'none' || standing === 'superseded';
}
