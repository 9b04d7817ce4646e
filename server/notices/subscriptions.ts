import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { pageLanguage } from '../../src/words/language.ts';
import { hour, later } from '../clock.ts';
import { durationOf } from '../content.ts';
import { type Context, transaction } from '../context.ts';
import { tokenDigest } from '../crypto/tokens.ts';
import { type AddressProblem, type FormProblem, readEmail, readStamped } from '../form.ts';
import { isQueued, queue } from '../mail/outbox.ts';
import type { LinkProblem } from '../one-time-links/one-time-links.ts';
import * as links from '../one-time-links/one-time-links.ts';
import { type Limit, mailToAddress, reached, under } from '../rate-limits/rate-limits.ts';
import { how, recordConsent, shownAtConfirming } from './consents.ts';
import {
  addressOf,
  addSubscriptions,
  chosenBy,
  knownAmong,
  lock,
  named,
  preferencesToken,
  subscriberAt,
  subscriberFor,
  titlesOf,
} from './subscribers.ts';

export type SubscribeProblem =
  | FormProblem
  | AddressProblem
  | 'form-expired'
  | 'website-filled'
  | 'document-missing'
  | 'too-many-requests';

const list = new Intl.ListFormat(pageLanguage);
const perClient: readonly Limit[] = [{ name: 'updates', most: 100, window: hour }];

/**
 * Mails a link that confirms the choice; to somebody who has it all already, the link that changes it. Neither the
 * answer nor the time it takes tells whether the address is known, and nothing that stands changes until the link
 * is used.
 */
export async function subscribe(
  ctx: Context,
  form: FormData,
  client: { address: string },
): Promise<Result<null, SubscribeProblem>> {
  const read = readSubscription(ctx, form);
  if (!read.ok) return read;
  const { email, documents, stamp } = read.value;

  return await transaction(ctx, async (ctx) => {
    // The same form sent twice is one mail; the same form after a correction is another.
    const occasion = `updates:${stamp}:${tokenDigest(ctx.crypto.blindIndex.index(email))}:${documents.join(',')}`;
    if (await isQueued(ctx, occasion)) return succeed(null);
    const acts = [...under(perClient, client.address), ...under(mailToAddress, ctx.crypto.blindIndex.mailbox(email))];
    if (await reached(ctx, acts)) return fail('too-many-requests');
    const { id, address } = await subscriberFor(ctx, email);
    const chosen = await chosenBy(ctx, id);
    const until = later(ctx.clock.now(), durationOf(ctx.content.retention, 'confirm-link'));
    // Also where its link is not mailed, so that those who subscribed take as many statements as those who did not.
    const detail = JSON.stringify(documents);
    const token = await links.issue(ctx, 'subscriber', { subjectId: id, purpose: 'confirm', until, detail });
    const letter = { to: address, about: id, occasion } as const;
    if (documents.every((document) => chosen.includes(document))) {
      const link = `${ctx.config.origin}/updates/preferences/${preferencesToken(ctx, id)}/`;
      await queue(ctx, { ...letter, template: 'updates-preferences', values: { link } });
    } else {
      const values = {
        documents: list.format(titlesOf(ctx, documents)),
        link: `${ctx.config.origin}/updates/confirm/${token}/`,
      };
      await queue(ctx, { ...letter, template: 'updates-confirm', values });
    }
    return succeed(null);
  });
}

/**
 * Mails a subscriber the link that changes the choice; to any other address, that it gets no notices: neither the
 * answer nor the work tells which.
 */
export async function mailPreferences(
  ctx: Context,
  form: FormData,
  client: { address: string },
): Promise<Result<null, Exclude<SubscribeProblem, 'document-missing' | 'website-filled'>>> {
  const read = readStamped(ctx, form, ['updates-link'], { one: ['email'] });
  if (!read.ok) return read;
  const { one, stamp } = read.value;
  const typed = readEmail(one.email);
  if (!typed.ok) return typed;
  const email = typed.value;

  return await transaction(ctx, async (ctx) => {
    // The same form sent twice is one mail; the same form after a correction is another.
    const occasion = `updates-link:${stamp}:${tokenDigest(ctx.crypto.blindIndex.index(email))}`;
    if (await isQueued(ctx, occasion)) return succeed(null);
    const acts = [...under(perClient, client.address), ...under(mailToAddress, ctx.crypto.blindIndex.mailbox(email))];
    if (await reached(ctx, acts)) return fail('too-many-requests');
    const known = await subscriberAt(ctx, email);
    const chosen = await chosenBy(ctx, known?.id ?? '');
    const letter = { about: known?.id ?? stamp, occasion };
    if (known && chosen.length > 0) {
      const link = `${ctx.config.origin}/updates/preferences/${preferencesToken(ctx, known.id)}/`;
      await queue(ctx, { ...letter, to: known.address, template: 'updates-preferences', values: { link } });
    } else {
      const values = { link: `${ctx.config.origin}/updates/` };
      await queue(ctx, { ...letter, to: email, template: 'updates-unknown', values });
    }
    return succeed(null);
  });
}

/** What the mailed link would confirm. Looking changes nothing. */
export async function confirmation(ctx: Context, token: string): Promise<Result<{ documents: string[] }, LinkProblem>> {
  const found = await find(ctx, token);
  return found.ok ? succeed({ documents: found.value.documents }) : found;
}

/** Once, and the ledger holds what was consented to: a second use, also at the same moment, finds the link used. */
export async function confirm(ctx: Context, token: string): Promise<Result<{ preferencesToken: string }, LinkProblem>> {
  const found = await find(ctx, token);
  if (!found.ok) return found;
  const { id, documents } = found.value;
  const now = ctx.clock.now().toISOString();
  return await transaction(ctx, async (ctx) => {
    if (!(await lock(ctx, id))) return fail('link-unknown');
    const used = await links.use(ctx, 'subscriber', 'confirm', token);
    if (!used.ok) return used;
    await ctx.db
      .updateTable('subscriber')
      .set({ confirmed_at: now })
      .where('id', '=', id)
      .where('confirmed_at', 'is', null)
      .execute();
    await addSubscriptions(ctx, id, documents);
    const shown = shownAtConfirming(ctx, titlesOf(ctx, documents));
    const subscriber = { id, address: await addressOf(ctx, id) };
    await recordConsent(ctx, subscriber, documents, { given: how.confirmed, shown });
    return succeed({ preferencesToken: preferencesToken(ctx, id) });
  });
}

async function find(ctx: Context, token: string): Promise<Result<{ id: string; documents: string[] }, LinkProblem>> {
  const found = await links.find(ctx, 'subscriber', 'confirm', token);
  if (!found.ok) return found;
  const { subjectId, detail } = found.value;
  return succeed({ id: subjectId, documents: named(ctx, JSON.parse(detail ?? '[]') as string[]) });
}

function readSubscription(
  ctx: Context,
  form: FormData,
): Result<{ email: string; documents: string[]; stamp: string }, SubscribeProblem> {
  const read = readStamped(ctx, form, ['updates'], { one: ['website', 'email'], many: ['document'] });
  if (!read.ok) return read;
  const { one, many, stamp } = read.value;
  const email = readEmail(one.email);
  const documents = knownAmong(ctx, many.document);

  const problems: SubscribeProblem[] = email.ok ? [] : [...email.problems];
  if (documents.length === 0) problems.push('document-missing');
  if (one.website) problems.push('website-filled');
  return email.ok && problems.length === 0 ? succeed({ email: email.value, documents, stamp }) : fail(...problems);
}
