import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { consentButtons } from '../../src/words/buttons.ts';
import * as accounts from '../accounts/records.ts';
import type { Session } from '../accounts/sessions/sessions.ts';
import { day } from '../clock.ts';
import { type Context, transaction } from '../context.ts';
import { type FormProblem, readStamped } from '../form.ts';
import { append, isRecorded, lastOf, lockLedger, type Recorded } from '../ledger/entries.ts';
import type { Given } from '../ledger/entry.ts';
import { type ConsentAct, consentActs, formTokenNames } from '../ledger/kinds.ts';
import { queue } from '../mail/outbox.ts';
import { allow, type Limit } from '../rate-limits/rate-limits.ts';
import { partsOf, signatoryParts } from './acts.ts';
import { readAuthorised, type Signatory, type SignatoryProblem } from './agreement-form.ts';
import type { PurposeVersion } from './purposes.ts';

/**
 * What somebody answered last. `asked-again`: a yes to a text that is no longer what is asked, or from before an older
 * backup was restored: whether it was withdrawn after that was made, nobody can tell.
 */
export type Answer = 'given' | 'refused' | 'withdrawn' | 'asked-again' | 'none';

export interface ConsentState {
  /** Whether what the purpose says may be done. Whatever is not known is no. */
  readonly given: boolean;
  readonly answer: Answer;
  /** The act that decided it. */
  readonly last: Recorded | null;
}

export interface Consenting {
  readonly accountId: string;
  readonly purpose: string;
  readonly act: ConsentAct;
  /** The text that the person was shown. A withdrawal needs none. */
  readonly version: string;
  readonly textSha256?: string | undefined;
  /** Who says yes for a business, and by what right: asked where the purpose is an instruction of the business. */
  readonly signatory?: Signatory | undefined;
  readonly given: Given;
  readonly stamp: string | null;
}

type RecordProblem =
  | 'purpose-unknown'
  | 'version-unknown'
  | 'authority-missing'
  | 'account-unknown'
  | 'too-many-answers';
export type AnswerProblem =
  | FormProblem
  | 'form-expired'
  | 'act-unknown'
  | 'password-needed'
  | SignatoryProblem
  | RecordProblem;

/**
 * Each answer is an entry for ever. A no or a withdrawal is never too many: it follows a yes, so these bound them too.
 */
const yesesOfAccount: readonly Limit[] = [{ name: 'consent-yes', most: 20, window: day }];

const place = '/account/consents/';
const list = new Intl.ListFormat('en');

/** What people allow, purpose by purpose. It is read from the ledger each time, and stored nowhere else. */
export const consents = { list: listAll, unanswered, state, answer };

async function listAll(
  ctx: Context,
  accountId: string,
): Promise<(ConsentState & { readonly purpose: PurposeVersion })[]> {
  return await Promise.all(
    ctx.content.purposes
      .list()
      .map(async (purpose) => ({ purpose, ...(await state(ctx, accountId, purpose.purpose)) })),
  );
}

/** What was never answered, or is asked again. */
async function unanswered(ctx: Context, accountId: string) {
  const states = await listAll(ctx, accountId);
  return states.filter(({ answer }) => answer === 'none' || answer === 'asked-again');
}

export async function state(ctx: Context, accountId: string, purpose: string): Promise<ConsentState> {
  const last = await lastOf(
    ctx,
    { accountId },
    ctx.content.purposes.namesOf(purpose).map((name) => `purpose:${name}`),
  );
  const said = last && ctx.content.purposes.inEffect(purpose) ? answerOf(ctx, last, purpose) : 'none';
  const answer = said === 'given' && last && (await isFromBackup(ctx, last)) ? 'asked-again' : said;
  return { given: answer === 'given', answer, last };
}

/**
 * From the page: one button gives, one withdraws, in the same place. Who says yes for a business gives the password
 * again and says by what right, as with an agreement; nobody else has to.
 */
async function answer(
  ctx: Context,
  form: FormData,
  session: Pick<Session, 'id' | 'accountId' | 'isFresh'>,
): Promise<Result<null, AnswerProblem>> {
  const read = readStamped(ctx, form, [formTokenNames.consents, session.id], {
    one: ['purpose', 'version', 'act', 'business', 'address', 'name', 'capacity', 'authority'],
  });
  if (!read.ok) return read;
  const { purpose, version, act: wanted, ...typed } = read.value.one;
  const { stamp } = read.value;
  const act = consentActs.find((known) => known === wanted);
  if (!act) return fail('act-unknown');
  const signatory = act === 'give' && isOfBusiness(ctx, purpose) ? readAuthorised(typed) : null;
  if (signatory && !session.isFresh) return fail('password-needed');
  if (signatory && !signatory.ok) return signatory;
  const given: Given = { by: 'person', through: 'page', where: place, control: consentButtons[act] };
  const recorded = await transaction(ctx, (ctx) =>
    record(ctx, { accountId: session.accountId, purpose, act, version, signatory: signatory?.value, given, stamp }),
  );
  return recorded.ok ? succeed(null) : recorded;
}

/** In a transaction of the caller's. An act that changes nothing leaves no entry: its value is then null. */
export async function record(ctx: Context, consenting: Consenting): Promise<Result<Recorded | null, RecordProblem>> {
  const { accountId, purpose, act, version, textSha256, signatory, given, stamp } = consenting;
  const current = ctx.content.purposes.inEffect(purpose);
  if (!current) return fail('purpose-unknown');
  const isOther = version !== current.version || (textSha256 ?? current.textSha256) !== current.textSha256;
  // What is withdrawn is whatever was given: nobody is kept from it by a page that is older.
  if (isOther && act !== 'withdraw') return fail('version-unknown');
  if (act === 'give' && !signatory && isOfBusiness(ctx, purpose)) return fail('authority-missing');
  const account = await accounts.lock(ctx, accountId);
  if (!account) return fail('account-unknown');
  await lockLedger(ctx, { accountId });
  if (stamp && (await isRecorded(ctx, stamp))) return succeed(null);
  const before = await state(ctx, accountId, purpose);
  if (!isNews(act, before, current)) return succeed(null);
  if (act === 'give' && !(await allow(ctx, yesesOfAccount, `${accountId} ${current.purpose}`)))
    return fail('too-many-answers');
  // Of an older page, what that page said.
  const found = ctx.content.purposes.find(purpose, version);
  const shown = found && found.effectiveOn <= current.effectiveOn ? found : null;
  const text = shown ?? current;
  const recorded = await append(ctx, {
    accountId,
    kind: kinds[act],
    about: { type: 'purpose', id: text.purpose, version: text.version, textSha256: text.textSha256 },
    shown: shown ? [{ url: shown.url, sha256: shown.sourceSha256 }] : [],
    given,
    parts: { ...partsOf(account), ...(act === 'give' && signatory && signatoryParts(signatory)) },
    refersTo: act === 'withdraw' ? (before.last?.entry.id ?? null) : null,
    stamp,
  });
  return succeed(recorded);
}

/**
 * All that the holder of an address consented to, because a request asks for it: the last step of a transaction. It
 * holds at once, whoever asked: where that was not shown to be the holder, the holder is told, and how to undo it.
 */
export async function withdrawFor(ctx: Context, email: string, { isHolder }: { isHolder: boolean }): Promise<void> {
  const account = await accounts.lockByAddress(ctx, email);
  if (!account) return;
  const withdrawn: PurposeVersion[] = [];
  for (const current of ctx.content.purposes.list()) {
    if (isNews('withdraw', await state(ctx, account.id, current.purpose), current)) withdrawn.push(current);
  }
  if (!isHolder && withdrawn.length > 0) {
    const values = { purposes: list.format(withdrawn.map(({ title }) => title)), link: `${ctx.config.origin}${place}` };
    await queue(ctx, {
      to: account.email,
      about: account.id,
      template: 'consent-withdrawn',
      values,
    });
  }
  const by = isHolder ? 'person' : 'unauthenticated';
  const given: Given = { by, through: 'request', where: '/requests/new/', control: 'withdraw_consent' };
  for (const { purpose } of withdrawn) {
    await record(ctx, { accountId: account.id, purpose, act: 'withdraw', version: '', given, stamp: null });
  }
}

/** Whether a yes is the instruction of a business to its processor, and no consent of a person. */
export function isOfBusiness(ctx: Context, purpose: string): boolean {
  return ctx.content.purposes.inEffect(purpose)?.terms.givenBy === 'business';
}

async function isFromBackup(ctx: Context, { entry }: Recorded): Promise<boolean> {
  const restored = await ctx.db.selectFrom('restoration').select('at').where('at', '>=', entry.at).executeTakeFirst();
  return restored !== undefined;
}

function answerOf(ctx: Context, { entry }: Recorded, purpose: string): Answer {
  if (entry.kind === 'consent-refused') return 'refused';
  if (entry.kind === 'consent-withdrawn') return 'withdrawn';
  if (entry.kind !== 'consent-given') return 'none';
  const { version, textSha256 } = entry.about;
  const isText = version !== null && ctx.content.purposes.find(purpose, version)?.textSha256 === textSha256;
  return isText && ctx.content.purposes.isSame(purpose, version) ? 'given' : 'asked-again';
}

const kinds = { give: 'consent-given', refuse: 'consent-refused', withdraw: 'consent-withdrawn' } as const;

/** Whether an act says something that was not said already, of the text that is asked now. */
function isNews(act: ConsentAct, { answer, last }: ConsentState, current: PurposeVersion): boolean {
  if (act === 'give') return answer !== 'given';
  if (act === 'withdraw') return answer === 'given' || answer === 'asked-again';
  return answer !== 'refused' || last?.entry.about.version !== current.version;
}
