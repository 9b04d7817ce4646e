import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { showDay, showInstant } from '../../src/library/model/days.ts';
import { sourceOf } from '../../src/library/model/library.ts';
import { authorityWords, copyPage as words } from '../../src/words/account/agreement-copy.ts';
import { fill } from '../../src/words/fill.ts';
import type { Context } from '../context.ts';
import type { PublishedVersion } from '../documents/documents.ts';
import type { Recorded } from '../ledger/entries.ts';
import { authorities } from '../ledger/kinds.ts';
import type { Receipt } from '../ledger/receipts/receipt.ts';
import { receiptOf } from '../ledger/receipts/receipts.ts';
import type { Attachment } from '../mail/transports/transport.ts';

/** A line of a copy. */
interface CopyRow {
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

/** What an agreement of the account reads like, on a page, in a file and in a mail. */
export async function copyOf(
  ctx: Context,
  accountId: string,
  { entry, digest, parts }: Recorded,
): Promise<AgreementCopy> {
  const part = (name: string) => (parts[name] ?? {}) as Readonly<Record<string, string>>;
  const [business, signatory, contract] = [part('business'), part('signatory'), part('contract')];
  const slug = ctx.content.documents.named(entry.about.id);
  const version = ctx.content.documents.find(slug, entry.about.version ?? '');
  const receipt = await receiptOf(ctx, { accountId }, entry.id);
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
      ...authorities
        .filter((known) => known === signatory['authority'])
        .map((known) => ({
          term: signed.authority,
          value: authorityWords[known],
        })),
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
      ...(version && party['party_signatory']
        ? [{ term: countersigned.signatory, value: party['party_signatory'] }]
        : []),
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

/**
 * The copy as files to keep: it whole as text, with the words that were agreed to as they were published, and the
 * receipt. They do not depend on the account, which may be deleted later.
 */
export function filesOf(ctx: Context, copy: AgreementCopy): Attachment[] {
  const { title, version, signed, countersigned, texts, receipt } = copy;
  const name = `${copy.document}-${version}-${copy.id.slice(0, 8)}`;
  const { company, folder } = ctx.content;
  const rows = (list: readonly CopyRow[]) =>
    list.map(({ term, value }) => `${term}: ${value.replaceAll('\n', '\n    ')}`);
  const parts = [
    fill(words.title, { title }),
    [words.signed.title, ...rows(signed)].join('\n'),
    [fill(words.countersigned.title, { company: company.name }), ...rows(countersigned)].join('\n'),
    ...texts.map(({ document, title, version, sourceSha256, textSha256, url }, index) =>
      [
        fill(index === 0 ? words.text : words.annex, { title, version }),
        fill(words.digests, { source: sourceSha256, text: textSha256, url: `${ctx.config.origin}${url}` }).replace(
          /\[([^\]]*)\]\(text\)/,
          '$1',
        ),
        ...(existsSync(join(folder, document, `${version}.mdx`))
          ? ['', sourceOf({ root: folder }, document, version)]
          : []),
      ].join('\n'),
    ),
  ];
  const text = { filename: `${name}.txt`, type: 'text/plain', content: parts.join(`\n\n${'-'.repeat(72)}\n\n`) };
  const json = receipt && { filename: `${name}-receipt.json`, type: 'application/json' };
  return [text, ...(json ? [{ ...json, content: `${JSON.stringify(receipt, null, 2)}\n` }] : [])];
}
