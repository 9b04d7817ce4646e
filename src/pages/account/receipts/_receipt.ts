import type { About, Entry } from '../../../../server/ledger/entry.ts';
import { shownPart, wordingPart } from '../../../../server/ledger/kinds.ts';
import type { Receipt } from '../../../../server/ledger/receipts/receipt.ts';
import type { Services } from '../../../../server/services.ts';
import { showInstant } from '../../../library/model/days.ts';
import { entryLabels, receiptPage, signalTitle, versionTitle, wayInWords } from '../../../words/account/consents.ts';
import { fill } from '../../../words/fill.ts';
import { noticesReceipt } from '../../../words/notices/subscriptions.ts';

/** What an entry is about, as readers know it. */
export function titleOf({ purposes, documents }: Pick<Services, 'purposes' | 'documents'>, about: About): string {
  if (about.type === 'signal') return signalTitle;
  if (about.type === 'notices')
    return fill(noticesReceipt.purpose, { title: documents.inEffect(about.id)?.title ?? about.id });
  const version = about.version ?? '';
  const found = about.type === 'purpose' ? purposes.find(about.id, version) : documents.find(about.id, version);
  const title = found?.title ?? documents.inEffect(about.id)?.title ?? about.id;
  return about.version === null ? title : fill(versionTitle, { title, version });
}

/** What a receipt says, line by line. */
export function rowsOf(
  services: Pick<Services, 'purposes' | 'documents' | 'company'>,
  { proof, parties: [party] }: Receipt,
): { term: string; value: string }[] {
  const words = receiptPage;
  const entry = JSON.parse(proof.entry) as Entry;
  return [
    { term: words.act, value: entryLabels[entry.kind] },
    { term: words.about, value: titleOf(services, entry.about) },
    { term: words.time, value: showInstant(entry.at) },
    ...Object.entries(proof.parts)
      .filter(([name]) => name !== wordingPart)
      .map(([name, { content }]) => ({
        term: name.charAt(0).toUpperCase() + name.slice(1),
        value: line(name === shownPart ? asShown(content) : content),
      })),
    { term: words.how, value: wayInWords(entry.given, services.company.name) },
    { term: words.towards, value: `${party?.['party_name']}, ${party?.['party_email']}` },
  ];
}

/** The words of a form as they stood on the page. How long what is kept, the file says. */
function asShown(content: unknown): unknown[] {
  const words = content as Readonly<Record<string, unknown>>;
  return ['title', 'lead', 'legend', 'documents', 'effect', 'note', 'kept', 'button'].map((name) => words[name]);
}

function line(value: unknown): string {
  return value !== null && typeof value === 'object'
    ? Object.values(value).map(line).filter(Boolean).join('\n')
    : String(value ?? '');
}
