import { randomUUID } from 'node:crypto';
import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { agreementButtons } from '../../src/words/buttons.ts';
import * as accounts from '../accounts/records.ts';
import type { Session } from '../accounts/sessions/sessions.ts';
import { type Bound, type Context, transaction } from '../context.ts';
import type { PublishedVersion } from '../documents/documents.ts';
import { append, entriesOf, findEntry, isRecorded, lastOf, lockLedger, type Recorded } from '../ledger/entries.ts';
import type { Entry, Given } from '../ledger/entry.ts';
import type { EntryKind } from '../ledger/kinds.ts';
import { queue } from '../mail/outbox.ts';
import { isEntry, partsOf, signatoryParts } from './acts.ts';
import { copyOf, filesOf } from './agreement-copy.ts';
import { type AgreeFormProblem, readAgreementForm, readDeclining, type Signatory } from './agreement-form.ts';
import { type AgreementStatus, agreementStatusOf, type DecisiveActs } from './agreement-status.ts';

export interface AgreementState extends DecisiveActs {
  readonly current: PublishedVersion;
}

interface Agreeing {
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

type RecordAgreementProblem = 'document-unknown' | 'version-unknown' | 'facts-missing' | 'account-unknown';
export type DeclineProblem = AgreeFormProblem | Exclude<RecordAgreementProblem, 'facts-missing'>;
export type AgreeProblem = AgreeFormProblem | RecordAgreementProblem | 'password-needed';

const place = '/account/agreements/';

/** What businesses agreed to, by whom and in which version. Read from the ledger, and stored nowhere else. */
export const agreements = { list, state, entries, unanswered, asked, agree, decline, copy, signed };

export type Agreements = Bound<typeof agreements>;

/** Each document that is agreed to, and how the account stands with it. */
export async function list(ctx: Context, accountId: string): Promise<AgreementState[]> {
  const states = await Promise.all(
    ctx.content.documents.list().flatMap(({ slug, isAgreement }) => (isAgreement ? [state(ctx, accountId, slug)] : [])),
  );
  return states.filter((state) => state !== null);
}

export async function state(ctx: Context, accountId: string, document: string): Promise<AgreementState | null> {
  const known = ctx.content.documents
    .list()
    .find(({ slug, isAgreement }) => slug === ctx.content.documents.named(document) && isAgreement);
  if (!known?.inEffect) return null;
  const about = ctx.content.documents.namesOf(document).map((name) => `document:${name}`);
  const lastAct = (kinds?: readonly EntryKind[]) => lastOf(ctx, { accountId }, about, kinds);
  const acts = {
    last: await lastAct(),
    agreement: await lastAct(['agreement', 'carried-forward']),
    signed: await lastAct(['agreement']),
  };
  return { current: known.inEffect, ...agreementStatusOf(acts, known.inEffect, ctx.content.documents) };
}

/** All that the account did about a document, under any of its names, first to last. */
async function entries(ctx: Context, accountId: string, document: string): Promise<Recorded[]> {
  const all = await entriesOf(ctx, { accountId });
  return all.filter(({ entry }) => isAbout(ctx, entry, document));
}

/** What waits for an answer of the account: it never gave one, or terms changed since. Nobody can agree to the others yet. */
async function unanswered(ctx: Context, accountId: string): Promise<AgreementState[]> {
  const states = await list(ctx, accountId);
  return states.filter(({ standing, current }) => isDeclinable(standing) && current.toBeConfirmed.length === 0);
}

/**
 * What must be asked at the next sign-in: new terms took effect since the account agreed, or declined. Of a text that
 * nobody can agree to yet nothing is asked.
 */
async function asked(ctx: Context, accountId: string): Promise<AgreementState[]> {
  const states = await unanswered(ctx, accountId);
  return states.filter(({ standing }) => standing === 'superseded');
}

/** Binds a business: whoever does it has given the password a short time ago. */
async function agree(
  ctx: Context,
  form: FormData,
  session: Pick<Session, 'id' | 'accountId' | 'isFresh'>,
): Promise<Result<Recorded | null, AgreeProblem>> {
  const read = readAgreementForm(ctx, form, session);
  if (!read.ok) return read;
  const { document, version, list, signatory, stamp } = read.value;
  const given: Given = {
    by: 'person',
    through: 'page',
    where: `${place}${document}/`,
    control: agreementButtons.agree,
  };
  const { accountId } = session;
  return await transaction(ctx, (ctx) => record(ctx, { accountId, document, version, list, signatory, given, stamp }));
}

/** In a transaction of the caller's. Null where exactly this was agreed to before, or a contract of its own binds. */
export async function record(
  ctx: Context,
  agreeing: Agreeing,
): Promise<Result<Recorded | null, RecordAgreementProblem>> {
  const { accountId, document, version, textSha256, list, signatory, given, stamp } = agreeing;
  const account = await accounts.lock(ctx, accountId);
  if (!account) return fail('account-unknown');
  const before = await lockState(ctx, accountId, document);
  if (!before) return fail('document-unknown');
  const { current, standing, agreement } = before;
  if (version !== current.version || (textSha256 ?? current.textSha256) !== current.textSha256) {
    return fail('version-unknown');
  }
  // Who the other side is, who signs for it and under which law: without that there is nothing to agree to.
  if (current.toBeConfirmed.length > 0) return fail('facts-missing');
  if (stamp && (await isRecorded(ctx, stamp))) return succeed(null);
  if (standing === 'agreed' && agreement?.entry.about.version === version) return succeed(null);
  // A page that was open while the operator recorded the contract puts nothing in its place.
  if (standing === 'negotiated') return succeed(null);

  const id = randomUUID();
  const recorded = await append(ctx, {
    id,
    accountId,
    kind: 'agreement',
    about: aboutOf(current),
    shown: shownWith(ctx, current, list),
    given,
    stamp,
    parts: { ...partsOf(account), ...signatoryParts(signatory) },
    refersTo: agreement?.entry.id ?? null,
  });
  await queue(ctx, {
    to: account.email,
    about: accountId,
    template: 'agreement-recorded',
    occasion: `agreement:${id}`,
    values: {
      document: current.title,
      version,
      business: signatory.business,
      link: `${ctx.config.origin}${place}${current.document}/${id}/`,
      textLink: `${ctx.config.origin}${current.url}`,
    },
    attachments: filesOf(ctx, await copyOf(ctx, accountId, recorded)),
  });
  return succeed(recorded);
}

/** Nobody has to agree; that new terms were declined is recorded, so that they are not asked for again. */
async function decline(
  ctx: Context,
  form: FormData,
  session: Pick<Session, 'id' | 'accountId'>,
): Promise<Result<null, DeclineProblem>> {
  const read = readDeclining(ctx, form, session);
  if (!read.ok) return read;
  const { document, version, list, stamp } = read.value;
  const { accountId } = session;
  return await transaction(ctx, async (ctx) => {
    const account = await accounts.lock(ctx, accountId);
    if (!account) return fail('account-unknown');
    const before = await lockState(ctx, accountId, document);
    if (!before) return fail('document-unknown');
    const { current, standing, agreement } = before;
    if (version !== current.version) return fail('version-unknown');
    // What was agreed to is ended by no button here: see the text itself.
    if (!isDeclinable(standing) || (await isRecorded(ctx, stamp))) return succeed(null);
    await append(ctx, {
      accountId,
      kind: 'objection',
      about: aboutOf(current),
      shown: shownWith(ctx, current, list),
      stamp,
      given: { by: 'person', through: 'page', where: `${place}${document}/`, control: agreementButtons.decline },
      parts: partsOf(account),
      refersTo: agreement?.entry.id ?? null,
    });
    return succeed(null);
  });
}

/** The agreement as both sides have it; null where the account has none of this number. */
export async function copy(
  ctx: Context,
  accountId: string,
  document: string,
  entryId: string,
): Promise<Recorded | null> {
  const recorded = await findEntry(ctx, { accountId }, entryId);
  return recorded && recorded.entry.kind === 'agreement' && isAbout(ctx, recorded.entry, document) ? recorded : null;
}

/** Also where the document had another name on the day of the act. */
function isAbout(ctx: Context, entry: Entry, document: string): boolean {
  return ctx.content.documents.namesOf(document).some((name) => isEntry(entry, `document:${name}`));
}

/** Every agreement of the account, first to last. */
export async function signed(ctx: Context, accountId: string): Promise<Recorded[]> {
  return (await entriesOf(ctx, { accountId })).filter(({ entry }) => entry.kind === 'agreement');
}

/** As it stands, and nobody else changes it until the transaction ends. */
export async function lockState(ctx: Context, accountId: string, document: string): Promise<AgreementState | null> {
  await lockLedger(ctx, { accountId });
  return await state(ctx, accountId, document);
}

/** The text, and the list of subprocessors as the page had it, which may have changed since it was opened. */
function shownWith(ctx: Context, current: PublishedVersion, listVersion = ''): Entry['shown'] {
  const now = ctx.content.documents.inEffectAs('subprocessors');
  const found = now && ctx.content.documents.find(now.document, listVersion);
  const list = found && !found.cancelledOn && found.effectiveOn <= now.effectiveOn ? found : null;
  return [current, ...(list ? [list] : [])].map(({ url, sourceSha256 }) => ({ url, sha256: sourceSha256 }));
}

export function aboutOf({ document, version, textSha256 }: PublishedVersion) {
  return { type: 'document', id: document, version, textSha256 } as const;
}

function isDeclinable(standing: AgreementStatus): boolean {
  return standing === 'none' || standing === 'superseded';
}
