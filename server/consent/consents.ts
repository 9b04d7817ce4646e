import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import type { Session } from '../accounts/sessions.ts';
import type { Db } from '../db/database.ts';
import { type FormProblem, readForm } from '../form.ts';
import { partsOf } from './acts.ts';
import type { Given } from './entry.ts';
import { type ConsentAct, consentActs, stampNames } from './kinds.ts';
import type { Recorded } from './ledger.ts';
import type { ConsentNeeds } from './needs.ts';
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
  readonly given: Given;
  readonly stamp: string | null;
}

export type RecordProblem = 'purpose-unknown' | 'version-unknown' | 'account-unknown';
export type AnswerProblem = FormProblem | 'form-expired' | 'act-unknown' | RecordProblem;

const place = '/account/consents/';
const list = new Intl.ListFormat('en');

export type Consents = ReturnType<typeof createConsents>;

/** What people allow, purpose by purpose. It is read from the ledger each time, and stored nowhere else. */
export function createConsents({ db, stamps, ledger, purposes, accounts, mail, config }: ConsentNeeds) {
  return { list: listAll, state, answer, record, withdrawFor };

  async function listAll(accountId: string): Promise<(ConsentState & { readonly purpose: PurposeVersion })[]> {
    return await Promise.all(
      purposes.list().map(async (purpose) => ({ purpose, ...(await state(accountId, purpose.purpose)) })),
    );
  }

  async function state(accountId: string, purpose: string, using: Db = db): Promise<ConsentState> {
    const last = await ledger(using).lastOf(
      accountId,
      purposes.namesOf(purpose).map((name) => `purpose:${name}`),
    );
    const said = last && purposes.inEffect(purpose) ? answerOf(last, purpose) : 'none';
    const answer = said === 'given' && last && (await isFromBackup(last, using)) ? 'asked-again' : said;
    return { given: answer === 'given', answer, last };
  }

  /** From the page: one button gives, one withdraws, in the same place. */
  async function answer(
    form: FormData,
    session: Pick<Session, 'id' | 'accountId'>,
  ): Promise<Result<null, AnswerProblem>> {
    const read = readForm(form, { one: ['stamp', 'purpose', 'version', 'act'] });
    if (!read.ok) return read;
    const { stamp: issued, purpose, version, act: wanted } = read.value.one;
    const stamp = stamps.read(stampNames.consents, issued, session.id);
    if (!stamp) return fail('form-expired');
    const act = consentActs.find((known) => known === wanted);
    if (!act) return fail('act-unknown');
    const given: Given = { by: 'person', through: 'page', where: place, control: act };
    const recorded = await db
      .transaction()
      .execute((db) => record(db, { accountId: session.accountId, purpose, act, version, given, stamp }));
    return recorded.ok ? succeed(null) : recorded;
  }

  /** In a transaction of the caller's. An act that changes nothing leaves no entry: its value is then null. */
  async function record(db: Db, consenting: Consenting): Promise<Result<Recorded | null, RecordProblem>> {
    const { accountId, purpose, act, version, textSha256, given, stamp } = consenting;
    const current = purposes.inEffect(purpose);
    if (!current) return fail('purpose-unknown');
    const isOther = version !== current.version || (textSha256 ?? current.textSha256) !== current.textSha256;
    // What is withdrawn is whatever was given: nobody is kept from it by a page that is older.
    if (isOther && act !== 'withdraw') return fail('version-unknown');
    const account = await accounts.hold(db, accountId);
    if (!account) return fail('account-unknown');

    const entries = ledger(db);
    await entries.hold(accountId);
    if (stamp && (await entries.isRecorded(stamp))) return succeed(null);
    const before = await state(accountId, purpose, db);
    if (!isNews(act, before, current)) return succeed(null);
    // Of an older page, what that page said.
    const found = purposes.find(purpose, version);
    const shown = found && found.effectiveOn <= current.effectiveOn ? found : null;
    const text = shown ?? current;
    const recorded = await entries.append({
      accountId,
      kind: kinds[act],
      about: { type: 'purpose', id: text.purpose, version: text.version, textSha256: text.textSha256 },
      shown: shown ? [{ url: shown.url, sha256: shown.sourceSha256 }] : [],
      given,
      parts: partsOf(account),
      refersTo: act === 'withdraw' ? (before.last?.entry.id ?? null) : null,
      stamp,
    });
    return succeed(recorded);
  }

  /**
   * All that the holder of an address consented to, because a request asks for it: the last step of a transaction. It
   * holds at once, whoever asked: where that was not shown to be the holder, the holder is told, and how to undo it.
   */
  async function withdrawFor(db: Db, email: string, { isHolder }: { isHolder: boolean }): Promise<void> {
    const found = await accounts.byAddress(email, db);
    const account = found && (await accounts.hold(db, found.id));
    if (!account) return;
    const withdrawn: PurposeVersion[] = [];
    for (const current of purposes.list()) {
      if (isNews('withdraw', await state(account.id, current.purpose, db), current)) withdrawn.push(current);
    }
    if (!isHolder && withdrawn.length > 0) {
      const values = { purposes: list.format(withdrawn.map(({ title }) => title)), link: `${config.origin}${place}` };
      await mail.queue(db, {
        ...{ to: account.email, about: account.id },
        ...{ template: 'consent-withdrawn', values },
      });
    }
    const by = isHolder ? 'person' : 'unauthenticated';
    const given: Given = { by, through: 'request', where: '/requests/new/', control: 'withdraw-consent' };
    for (const { purpose } of withdrawn) {
      await record(db, { accountId: account.id, purpose, act: 'withdraw', version: '', given, stamp: null });
    }
  }

  async function isFromBackup({ entry }: Recorded, db: Db): Promise<boolean> {
    const restored = await db.selectFrom('restoration').select('at').where('at', '>=', entry.at).executeTakeFirst();
    return restored !== undefined;
  }

  function answerOf({ entry }: Recorded, purpose: string): Answer {
    if (entry.kind === 'consent-refused') return 'refused';
    if (entry.kind === 'consent-withdrawn') return 'withdrawn';
    if (entry.kind !== 'consent-given') return 'none';
    const { version, textSha256 } = entry.about;
    const isText = version !== null && purposes.find(purpose, version)?.textSha256 === textSha256;
    return isText && purposes.isSame(purpose, version) ? 'given' : 'asked-again';
  }
}

const kinds = { give: 'consent-given', refuse: 'consent-refused', withdraw: 'consent-withdrawn' } as const;

/** Whether an act says something that was not said already, of the text that is asked now. */
function isNews(act: ConsentAct, { answer, last }: ConsentState, current: PurposeVersion): boolean {
  if (act === 'give') return answer !== 'given';
  if (act === 'withdraw') return answer === 'given' || answer === 'asked-again';
  return answer !== 'refused' || last?.entry.about.version !== current.version;
}
