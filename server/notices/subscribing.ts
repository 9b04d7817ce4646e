import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { pageLanguage } from '../../src/words/language.ts';
import { hour, later } from '../clock.ts';
import { durationOf } from '../content.ts';
import { newToken, tokenDigest } from '../crypto/tokens.ts';
import { readAddress } from '../fields/address.ts';
import { type FormProblem, readForm } from '../form.ts';
import { type Limit, mailToAddress, under } from '../http/limits.ts';
import type { NoticesNeeds } from './needs.ts';
import type { Subscribers } from './subscribers.ts';

export type SubscribeProblem =
  | FormProblem
  | 'form-expired'
  | 'website-filled'
  | 'email-missing'
  | 'email-invalid'
  | 'document-missing'
  | 'too-many-requests';

export type SubscriberLinkProblem = 'link-unknown' | 'link-used' | 'link-expired';

const list = new Intl.ListFormat(pageLanguage);
const perClient: readonly Limit[] = [{ name: 'updates', most: 100, window: hour }];

/** To subscribe is to ask, and then to confirm from the mailbox ("double opt-in"). */
export function createSubscribing(needs: NoticesNeeds & { readonly subscribers: Subscribers }) {
  const { db, clock, mail, addresses, stamps, limits, retention, config, subscribers } = needs;
  const linkLife = durationOf(retention, 'confirm-link');
  return { subscribe, mailPreferences, confirmation, confirm };

  /**
   * Mails a link that confirms the choice; to somebody who has it all already, the link that changes it. Neither the
   * answer nor the time it takes tells whether the address is known, and nothing that stands changes until the link
   * is used.
   */
  async function subscribe(form: FormData, client: { address: string }): Promise<Result<null, SubscribeProblem>> {
    const read = readSubscription(form);
    if (!read.ok) return read;
    const { email, documents, stamp } = read.value;

    return await db.transaction().execute(async (db) => {
      const acts = [...under(perClient, client.address), ...under(mailToAddress, addresses.mailbox(email))];
      if (await limits.reached(acts, db)) return fail('too-many-requests');
      const { id, address } = await subscribers.subscriberFor(db, email);
      const chosen = await subscribers.chosenBy(db, id);
      const { token, digest } = newToken();
      const expires_at = later(clock.now(), linkLife).toISOString();
      // Also where its link is not mailed, so that those who subscribed take as many statements as those who did not.
      await db
        .insertInto('subscriber_confirmation')
        .values({ digest, subscriber_id: id, documents: JSON.stringify(documents), expires_at, used_at: null })
        .execute();
      // The same form sent twice is one mail; the same form after a correction is another.
      const occasion = `updates:${stamp}:${id}:${documents.join(',')}`;
      const letter = { to: address, about: id, occasion } as const;
      if (documents.every((document) => chosen.includes(document))) {
        const link = `${config.origin}/updates/preferences/${subscribers.preferencesToken(id)}/`;
        await mail.queue(db, { ...letter, template: 'updates-preferences', values: { link } });
      } else {
        const values = { documents: titles(documents), link: `${config.origin}/updates/confirm/${token}/` };
        await mail.queue(db, { ...letter, template: 'updates-confirm', values });
      }
      return succeed(null);
    });
  }

  /**
   * Mails a subscriber the link that changes the choice; to any other address, that it gets no notices: neither the
   * answer nor the work tells which.
   */
  async function mailPreferences(
    form: FormData,
    client: { address: string },
  ): Promise<Result<null, Exclude<SubscribeProblem, 'document-missing' | 'website-filled'>>> {
    const read = readForm(form, { one: ['stamp', 'email'] });
    if (!read.ok) return read;
    const { one } = read.value;
    const email = readAddress(one.email);
    const stamp = stamps.read('updates-link', one.stamp);
    if (!email) return fail(one.email.trim() ? 'email-invalid' : 'email-missing');
    if (!stamp) return fail('form-expired');

    return await db.transaction().execute(async (db) => {
      const acts = [...under(perClient, client.address), ...under(mailToAddress, addresses.mailbox(email))];
      if (await limits.reached(acts, db)) return fail('too-many-requests');
      const known = await subscribers.known(db, email);
      const chosen = await subscribers.chosenBy(db, known?.id ?? '');
      // The same form sent twice is one mail; the same form after a correction is another.
      const about = known?.id ?? stamp;
      const letter = { about, occasion: `updates-link:${stamp}:${tokenDigest(addresses.index(email))}` };
      if (known && chosen.length > 0) {
        const link = `${config.origin}/updates/preferences/${subscribers.preferencesToken(known.id)}/`;
        await mail.queue(db, { ...letter, to: known.address, template: 'updates-preferences', values: { link } });
      } else {
        const values = { link: `${config.origin}/updates/` };
        await mail.queue(db, { ...letter, to: email, template: 'updates-unknown', values });
      }
      return succeed(null);
    });
  }

  /** What the mailed link would confirm. Looking changes nothing. */
  async function confirmation(token: string): Promise<Result<{ documents: string[] }, SubscriberLinkProblem>> {
    const found = await find(token);
    return found.ok ? succeed({ documents: found.value.documents }) : found;
  }

  /** Once: a second use, also at the same moment, finds the link used. */
  async function confirm(token: string): Promise<Result<{ preferencesToken: string }, SubscriberLinkProblem>> {
    const found = await find(token);
    if (!found.ok) return found;
    const { id, documents } = found.value;
    const now = clock.now().toISOString();
    return await db.transaction().execute(async (db) => {
      if (!(await subscribers.hold(db, id))) return fail('link-unknown');
      const used = await db
        .updateTable('subscriber_confirmation')
        .set({ used_at: now })
        .where('digest', '=', tokenDigest(token))
        .where('used_at', 'is', null)
        .returning('digest')
        .executeTakeFirst();
      if (!used) return fail('link-used');
      await db
        .updateTable('subscriber')
        .set({ confirmed_at: now })
        .where('id', '=', id)
        .where('confirmed_at', 'is', null)
        .execute();
      await subscribers.addSubscriptions(db, id, documents);
      return succeed({ preferencesToken: subscribers.preferencesToken(id) });
    });
  }

  async function find(token: string): Promise<Result<{ id: string; documents: string[] }, SubscriberLinkProblem>> {
    const row = await db
      .selectFrom('subscriber_confirmation')
      .selectAll()
      .where('digest', '=', tokenDigest(token))
      .executeTakeFirst();
    if (!row) return fail('link-unknown');
    if (row.used_at) return fail('link-used');
    if (row.expires_at < clock.now().toISOString()) return fail('link-expired');
    return succeed({ id: row.subscriber_id, documents: subscribers.named(JSON.parse(row.documents) as string[]) });
  }

  function readSubscription(
    form: FormData,
  ): Result<{ email: string; documents: string[]; stamp: string }, SubscribeProblem> {
    const read = readForm(form, { one: ['stamp', 'website', 'email'], many: ['document'] });
    if (!read.ok) return read;
    const { one, many } = read.value;
    const stamp = stamps.read('updates', one.stamp);
    if (!stamp) return fail('form-expired');
    const email = readAddress(one.email);
    const documents = subscribers.knownAmong(many.document);

    const problems: SubscribeProblem[] = [];
    if (!email) problems.push(one.email.trim() ? 'email-invalid' : 'email-missing');
    if (documents.length === 0) problems.push('document-missing');
    if (one.website) problems.push('website-filled');
    return email && problems.length === 0 ? succeed({ email, documents, stamp }) : fail(...problems);
  }

  function titles(documents: readonly string[]): string {
    const chosen = subscribers.documents().filter(({ slug }) => documents.includes(slug));
    return list.format(chosen.map(({ title }) => title));
  }
}
