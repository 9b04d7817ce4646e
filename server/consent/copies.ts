import { showDay, showInstant } from '../../src/library/model/days.ts';
import { copyPage as words } from '../../src/words/agreements.ts';
import { fill } from '../../src/words/fill.ts';
import type { Bound, Context } from '../context.ts';
import type { PublishedVersion } from '../documents/documents.ts';
import type { Recorded } from '../ledger/entries.ts';
import type { Receipt } from '../ledger/receipt.ts';
import { receiptOf } from '../ledger/receipts.ts';
import { copy, signed as signedBy } from './agreements.ts';

/** A line of a copy. */
export interface CopyRow {
  readonly term: string;
  readonly value: string;
}

/** An agreement as both sides have it. */
export interface AgreementCopy {
  readonly id: string;
  readonly document: string;
  /** Null where a contract of its own was signed, whose words are not ours. */
  readonly version: string | null;
  readonly title: string;
  /** The day on which it was recorded (UTC). */
  readonly on: string;
  readonly signed: readonly CopyRow[];
  readonly countersigned: readonly CopyRow[];
  /** The text, and what was shown with it. */
  readonly texts: readonly (PublishedVersion & { readonly language: string })[];
  readonly receipt: Receipt | null;
}

/** The copies that the signatories of agreements keep. */
export const copies = { find, all };

export type Copies = Bound<typeof copies>;

/** Null where the account has none of this number. */
async function find(ctx: Context, accountId: string, document: string, entryId: string): Promise<AgreementCopy | null> {
  const recorded = await copy(ctx, accountId, document, entryId);
  return recorded && copyOf(ctx, accountId, recorded);
}

/** First to last. */
async function all(ctx: Context, accountId: string): Promise<AgreementCopy[]> {
  const signed = await signedBy(ctx, accountId);
  return await Promise.all(signed.map((recorded) => copyOf(ctx, accountId, recorded)));
}

async function copyOf(ctx: Context, accountId: string, { entry, digest, parts }: Recorded): Promise<AgreementCopy> {
  const part = (name: string) => (parts[name] ?? {}) as Readonly<Record<string, string>>;
  const [business, signatory, contract] = [part('business'), part('signatory'), part('contract')];
  const slug = ctx.content.documents.named(entry.about.id);
  const version = ctx.content.documents.find(slug, entry.about.version ?? '');
  const receipt = await receiptOf(ctx, accountId, entry.id);
  // As it was on that day.
  const party = receipt?.parties[0] ?? {};
  const head = receipt?.proof.published?.head;
  const { signed, countersigned } = words;
  return {
    id: entry.id,
    document: slug,
    version: version?.version ?? null,
    title: version?.title ?? ctx.content.documents.list().find((document) => document.slug === slug)?.title ?? slug,
    on: entry.at.slice(0, 10),
    signed: [
      { term: signed.business, value: `${business['business']}\n${business['address']}` },
      { term: signed.by, value: `${signatory['name']}, ${signatory['capacity']}` },
      ...(contract['reference']
        ? [
            {
              term: signed.contract,
              value: fill(signed.contractOf, { reference: contract['reference'], day: contract['signedOn'] ?? '' }),
            },
          ]
        : []),
      { term: signed.on, value: showInstant(entry.at) },
      {
        term: signed.how,
        value: version ? signed.electronically : fill(signed.recorded, { company: ctx.content.company.name }),
      },
    ],
    countersigned: [
      {
        term: countersigned.company,
        value: fill(countersigned.party, {
          name: party['party_name'] ?? '',
          legalName: party['party_legal_name'] ?? '',
          address: party['party_address'] ?? '',
        }),
      },
      {
        term: countersigned.boundBy,
        value: version ? fill(countersigned.publishing, { day: showDay(version.publishedOn) }) : countersigned.contract,
      },
      { term: countersigned.recordedAs, value: fill(countersigned.entry, { number: entry.seq, id: entry.id }) },
      { term: countersigned.digest, value: digest },
      {
        term: countersigned.head,
        value: head
          ? fill(countersigned.headOf, { day: head.day, number: head.seq, digest: head.digest })
          : countersigned.headFollows,
      },
    ],
    texts: entry.shown.flatMap(({ url }) => {
      const [, document = '', shown = ''] = /^\/([^/]+)\/([^/]+)\/$/.exec(url) ?? [];
      const published = ctx.content.documents.find(document, shown);
      return published ? [{ ...published, language: ctx.content.documents.languageOf(published.document) }] : [];
    }),
    receipt,
  };
}
