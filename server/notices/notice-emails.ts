import { standingFor } from '../../src/library/model/chain/effects.ts';
import { addDays, showDay } from '../../src/library/model/days.ts';
import { effectsIn, type ManifestDocument, type ManifestVersion } from '../../src/library/model/manifest.ts';
import { type Fact, isConfirmed } from '../../src/library/model/shapes.ts';
import { toBeConfirmed } from '../../src/words/account/receipt.ts';
import { fill } from '../../src/words/fill.ts';
import { noticeOptions, noticeReasons, noticeMail as words } from '../../src/words/notices/notices.ts';
import { factOf } from '../content.ts';
import type { Context } from '../context.ts';
import type { CampaignRow, NoticeRecipientRow } from '../db/schema.ts';
import { writeMailbox } from '../fields/address.ts';
import { compose, messageIdOf } from '../mail/outbox.ts';
import type { Mail } from '../mail/transports/transport.ts';
import { redline } from '../mail/writing/redline.ts';
import type { NoticeName, TemplateValues } from '../mail/writing/templates.ts';
import { accountOf, mailIdOf, type Reason, reasons } from './campaigns/recipients.ts';

export interface Announced {
  readonly document: ManifestDocument;
  readonly version: ManifestVersion;
}

/** What a campaign tells: of a version, maybe in the place of another, of another day of it, or that it is off. */
export type Kind = 'announced' | 'replaced' | 'moved' | 'cancelled';

/** What a mail says beside what the version and the kind come to. */
interface Said {
  /** What staff say. */
  readonly words?: string;
  /** The version that people were told of before, and whose place it takes. */
  readonly replaces?: string | null;
}

/** A mail as it is to all who get it for one reason, with marks in place of a recipient's own links. */
export interface Draft extends Pick<Mail, 'from' | 'replyTo' | 'subject' | 'text' | 'html' | 'headers'> {
  readonly template: NoticeName;
}

/** For whom there is none, nobody of that reason is told. */
export type Drafts = Readonly<Partial<Record<Reason, Draft>>>;

/** Those of a campaign, as it keeps them. */
export function draftsIn({ mails }: Pick<CampaignRow, 'mails'>): Drafts {
  return JSON.parse(mails) as Drafts;
}

/** Links that are each recipient's own. */
const ownLinks = ['preferences', 'unsubscribe', 'objection'] as const;
type OwnLink = (typeof ownLinks)[number];

const nobody = '00000000-0000-4000-8000-000000000000';
const digits = 43;

/**
 * The mails of a campaign: made once, so that everybody is told the same, whatever is deployed meanwhile.
 */
export function draftsOf(
  ctx: Context,
  announced: Announced,
  kind: Kind,
  { words: said = '', replaces = null }: Said = {},
): Drafts {
  const { document, version: told } = announced;
  // Also where the text that waits was corrected meanwhile: then it tells of that text.
  const version = standingFor(effectsIn(document), told.version) ?? told;
  const values = {
    document: document.title,
    words: said,
    publishedOn: version.publishedOn,
    effectiveOn: version.effectiveOn,
    link: `${ctx.config.origin}${version.url}`,
    calendarLink: `${ctx.config.origin}/${document.slug}/${version.version}.ics`,
    ...linksOf(ctx),
  };
  const owed = {
    ...values,
    postalAddress: factOf(ctx.content.company, 'postal-address'),
  };
  const owedTo = reasonsToOwe(document);
  if (kind === 'cancelled' || kind === 'moved') {
    return {
      subscribed: draftOf(ctx, `updates-${kind}`, values),
      ...serviceDraftsOf(ctx, `service-notice-${kind}`, owed, owedTo),
    };
  }
  const before = replacedBy(document.versions, told);
  const what = {
    ...owed,
    replaces: replaces === null ? '' : replacementIn(document, replaces),
    summary: [version.summary, ...providersIn(ctx, document, before)].join('\n\n'),
    changes: changesIn(version),
    compareLink: `${ctx.config.origin}/${document.slug}/compare/${before.version}/${version.version}/`,
  };
  const options = optionsOf(ctx, document, version, told.version);
  return {
    subscribed: draftOf(ctx, 'updates-notice', what),
    ...serviceDraftsOf(ctx, 'service-notice', { ...what, options }, owedTo),
  };
}

/**
 * To whom a change is owed, whether they asked for notices or not: of what happens with their data to whoever has an
 * account (WP260, paragraphs 29 to 31), and of a contract and its subprocessors to whoever agreed and to the legal
 * contact of the business (GDPR Article 28(2)).
 */
function reasonsToOwe({ role, kind }: Pick<ManifestDocument, 'role' | 'kind'>): readonly OwedReason[] {
  if (role === 'privacy-notice') return ['account'];
  return role === 'subprocessors' || kind === 'agreement' ? ['contract', 'legal-contact'] : [];
}

type OwedReason = Exclude<Reason, 'subscribed'>;

function replacementIn({ versions }: ManifestDocument, replaced: string): string {
  const version = versions.find(({ version }) => version === replaced);
  return version ? fill(words.replaces, { publishedOn: showDay(version.publishedOn) }) : '';
}

/** Whom the list of subprocessors names for the first time, in a paragraph each. */
function providersIn({ content }: Context, { role }: ManifestDocument, before: ManifestVersion): string[] {
  if (role !== 'subprocessors') return [];
  const said = (fact: Fact) => (isConfirmed(fact) ? fact.value : toBeConfirmed);
  return content.subprocessors
    .filter(({ status, since }) => status === 'active' && since > before.publishedOn)
    .map(({ name, purpose, dataCategories, since, legalName, location, transferMechanism }) =>
      fill(words.provider, {
        name,
        purpose,
        data: dataCategories.join(', '),
        since: showDay(since),
        legalName: said(legalName),
        location: said(location),
        transferMechanism: said(transferMechanism),
      }),
    );
}

function changesIn({ changes }: ManifestVersion): string {
  if (changes.length === 0) return words.noSentence;
  return changes.map(({ clause, words: said }) => `${fill(words.clause, { clause })}\n${redline(said)}`).join('\n\n');
}

/** `told` is the version that people were told of, whatever corrects it. */
function optionsOf(ctx: Context, { role, kind }: ManifestDocument, version: ManifestVersion, told: string): string {
  const values = {
    address: ctx.content.company.privacyAddress,
    settings: `${ctx.config.origin}/account/settings/`,
    until: showDay(addDays(version.effectiveOn, -1)),
    objection: `${ctx.config.origin}/updates/objection/${told}/${markOf(ctx.crypto.keys.currentId, 'objection')}/`,
  };
  if (role === 'subprocessors') return fill(noticeOptions.subprocessors, values);
  if (kind !== 'agreement') return fill(noticeOptions.account, values);
  return fill(version.class === 'agreement' ? noticeOptions.agreement : noticeOptions.contract, values);
}

/** Service mail, from the sender of answers: nobody can unsubscribe from what is owed to them. */
function serviceDraftsOf<Name extends NoticeName>(
  ctx: Context,
  template: Name,
  values: Readonly<Record<string, string>>,
  reasons: readonly OwedReason[],
): Drafts {
  const { company } = ctx.content;
  const account = `${ctx.config.origin}/account`;
  const places = { close: `${account}/delete/`, contact: `${account}/business/` };
  const drafts = reasons.map((reason) => {
    const why = fill(noticeReasons[reason], { company: company.name, ...places });
    return [reason, { template, ...compose(ctx, { template, values: { ...values, why } }) }] as const;
  });
  return Object.fromEntries(drafts);
}

/** To whoever may end them by one click (RFC 8058), also by the mail program; RFC 2919: what it files them under. */
function draftOf<Name extends NoticeName>(ctx: Context, template: Name, values: TemplateValues<Name>): Draft {
  const { unsubscribeLink } = linksOf(ctx);
  const headers = {
    'List-Id': `<notices.${new URL(ctx.config.origin).hostname}>`,
    'List-Unsubscribe': `<${unsubscribeLink}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
  const { mailFromNotices } = ctx.config;
  const composed = compose(ctx, { template, values, headers });
  return { template, ...composed, ...(mailFromNotices && { from: writeMailbox(mailFromNotices) }) };
}

function linksOf({ config, crypto }: Context) {
  const link = (purpose: OwnLink) => `${config.origin}/updates/${purpose}/${markOf(crypto.keys.currentId, purpose)}/`;
  return { preferencesLink: link('preferences'), unsubscribeLink: link('unsubscribe') };
}

/** As long as what stands in its place, so that lines break where they would. */
function markOf(keyId: string, purpose: OwnLink): string {
  return `${nobody}.${keyId}.${purpose.padEnd(digits, '-')}`;
}

/** For whoever is not the recipient: without what stands where a link of their own goes. */
export function withoutMarks(written: string): string {
  return written.replaceAll(/0{8}-0{4}-4000-8000-0{12}\.[^\s/]+/g, '…');
}

/** Whether such a link stands there. */
export function isOwnLink(address: string): boolean {
  return address.includes(`/${nobody}.`);
}

/** Whom a mail goes to; `at` is when it was first tried. */
interface Recipient extends Pick<NoticeRecipientRow, 'recipient'> {
  readonly to: string;
  readonly at: string;
}

/**
 * Writes the mails of a campaign: null where nobody is told for that reason. Each is a function of the campaign, the
 * recipient and the address alone, so that it is the same, byte for byte, whenever and by whichever server it is sent again.
 */
export function writerOf(
  ctx: Context,
  campaign: Pick<CampaignRow, 'id' | 'key_id' | 'version' | 'mails'>,
): (reason: Reason, to: Recipient) => Mail | null {
  const drafts = draftsIn(campaign);
  const writers = new Map(
    reasons.flatMap((reason) => {
      const draft = drafts[reason];
      return draft ? [[reason, writerFor(ctx, campaign, draft)] as const] : [];
    }),
  );
  return (reason, to) => writers.get(reason)?.(to) ?? null;
}

function writerFor(
  ctx: Context,
  { id: campaign, key_id, version }: Pick<CampaignRow, 'id' | 'key_id' | 'version'>,
  draft: Draft,
) {
  const { from, replyTo, subject } = draft;
  const [text, html] = [draft.text, draft.html].map((written) => aroundMarks(written, key_id));
  const headers = Object.entries(draft.headers).map(([name, value]) => [name, aroundMarks(value, key_id)] as const);
  const all = [...(text ?? []), ...(html ?? []), ...headers.flatMap(([, parts]) => parts)];
  const used = ownLinks.filter((purpose) => all.some((part) => part.purpose === purpose));
  return ({ recipient, to, at }: Recipient): Mail => {
    const tokens = new Map(
      used.map((purpose) => {
        const whose = accountOf(recipient);
        const about = purpose === 'objection' ? `${version}/${whose}` : whose;
        return [purpose, `${whose}.${ctx.crypto.links.sign(purpose, about, key_id)}`];
      }),
    );
    const own = (parts: readonly Part[] = []) =>
      parts.map(({ text, purpose }) => (purpose ? text + tokens.get(purpose) : text)).join('');
    const id = mailIdOf({ campaign, recipient });
    return {
      id,
      to,
      from,
      replyTo,
      subject,
      text: own(text),
      html: own(html),
      headers: Object.fromEntries(headers.map(([name, parts]) => [name, own(parts)])),
      messageId: messageIdOf(ctx, id),
      queuedAt: at,
    };
  };
}

/** What stands before a recipient's own link, and which it is; at the end, before none. */
interface Part {
  readonly text: string;
  readonly purpose: OwnLink | null;
}

function aroundMarks(written: string, keyId: string): Part[] {
  const [purpose, at] = ownLinks
    .map((purpose) => [purpose, written.indexOf(markOf(keyId, purpose))] as const)
    .filter(([, at]) => at >= 0)
    .reduce((first, one) => (first[1] < 0 || one[1] < first[1] ? one : first), [null, -1] as readonly [
      OwnLink | null,
      number,
    ]);
  if (!purpose) return [{ text: written, purpose }];
  const rest = written.slice(at + markOf(keyId, purpose).length);
  return [{ text: written.slice(0, at), purpose }, ...aroundMarks(rest, keyId)];
}

/** What was decided of its effect, and of what corrects it: how often it was moved to another day, or that it is off. */
export function effectOf(
  versions: readonly ManifestVersion[],
  { version, effectMoved, cancelledOn }: ManifestVersion,
): string {
  const correction = versions.find(({ corrects }) => corrects === version);
  if (!correction) return cancelledOn ? 'cancelled' : String(effectMoved);
  // What took its place counts its moves as well.
  return effectOf(versions, correction);
}

/** What is in force until a version is: the one before it that was neither cancelled nor corrected while it waited. */
function replacedBy(versions: readonly ManifestVersion[], version: ManifestVersion): ManifestVersion {
  const earlier = versions.filter(
    (other) =>
      isLater(version.version, other.version) &&
      !other.cancelledOn &&
      !versions.some(({ corrects }) => corrects === other.version),
  );
  return earlier.reduce(
    (newest, other) => (isLater(other.version, newest.version) ? other : newest),
    earlier[0] ?? version,
  );
}

/** Versions are named by their day; a second one of a day ends in `-2`, a tenth in `-10`. */
export function isLater(version: string, than: string): boolean {
  return version.localeCompare(than, 'en', { numeric: true }) > 0;
}
