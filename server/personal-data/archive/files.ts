import { strToU8, zipSync } from 'fflate';
import { showInstant } from '../../../src/library/model/days.ts';
import { toCsv } from '../../../src/library/model/files/csv.ts';
import { copyPage } from '../../../src/words/account/agreement-copy.ts';
import { exportWords as words } from '../../../src/words/account/export.ts';
import { fill } from '../../../src/words/fill.ts';
import type { AgreementCopy } from '../../consent/copies.ts';
import type { ArchiveHead, ArchiveOrder } from './archive.ts';
import { type Agreed, indexOf, namedTables } from './index-page.ts';
import { element, inLanguage, page, text } from './page.ts';

/**
 * A ZIP with a page to read, each table as JSON and as CSV, the signed copies of agreements, and the files as they were
 * sent. `texts` are the published texts by their address.
 */
export function toArchive(
  { personalData, copies, head }: Omit<ArchiveOrder, 'content'>,
  texts: ReadonlyMap<string, string> = new Map(),
): Uint8Array {
  const tables = namedTables(personalData).flatMap(({ file, columns, rows }) => {
    const names = Object.keys(columns);
    const labelled = rows.map((row) => Object.fromEntries(names.map((name) => [columns[name], row[name] ?? null])));
    return [
      [`json/${file}.json`, strToU8(`${JSON.stringify(rows, null, 2)}\n`)] as const,
      // With a mark of its encoding, without which some spreadsheets read it wrongly.
      [`csv/${file}.csv`, strToU8(`\ufeff${toCsv(labelled, Object.values(columns))}`)] as const,
    ];
  });
  const agreed = copies.map((copy): Agreed => {
    const name = `agreements/${copy.document}-${copy.version ?? 'contract'}-${copy.receipt?.proof.digest.slice(0, 8) ?? copy.id}`;
    return { copy, page: `${name}.html`, receipt: copy.receipt ? `${name}-receipt.json` : null };
  });
  const agreements = agreed.flatMap(({ copy, page, receipt }) => [
    [page, strToU8(copyMarkup(copy, head, texts))] as const,
    ...(receipt ? [[receipt, strToU8(`${JSON.stringify(copy.receipt, null, 2)}\n`)] as const] : []),
  ]);
  const files = Object.entries(personalData.files).map(([name, file]) => [`files/${name}`, file] as const);
  const index = strToU8(indexOf(personalData, agreed, head));
  return zipSync(Object.fromEntries([['index.html', index], ...agreements, ...tables, ...files]), { mtime: head.at });
}

/** The same as the page of the copy in the account. */
function copyMarkup(
  copy: AgreementCopy,
  { origin, company, at }: ArchiveHead,
  texts: ReadonlyMap<string, string>,
): string {
  const title = fill(copyPage.title, { title: copy.title });
  const rows = (lines: AgreementCopy['signed']) =>
    element('dl', ...lines.flatMap(({ term, value }) => [element('dt', text(term)), element('dd', text(value))]));
  return page(
    title,
    element('h1', text(title)),
    element('h2', text(copyPage.signed.title)),
    rows(copy.signed),
    element('h2', text(fill(copyPage.countersigned.title, { company }))),
    rows(copy.countersigned),
    copy.version === null ? element('p', text(copyPage.negotiated)) : '',
    ...copy.texts.flatMap(({ title, version, url, sourceSha256, textSha256, language }, at) => [
      element('h2', text(fill(at === 0 ? copyPage.text : copyPage.annex, { title, version }))),
      element(
        'p',
        text(
          `${fill(copyPage.digests, { source: sourceSha256, text: textSha256, url: origin + url }).replace(/\[(.+)\]\(text\)/, '$1')}`,
        ),
      ),
      inLanguage(texts.get(url) ?? '', language),
    ]),
    element('p', text(fill(words.madeAt, { at: showInstant(at), origin }))),
  );
}
