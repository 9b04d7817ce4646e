import { strToU8, zipSync } from 'fflate';
import { toCsv } from '../csv.ts';
import { type Holding, inventory } from './inventory.ts';
import type { Exported } from './subject.ts';

/** What each table of an export holds, in the order of the README. */
const tableWords: Readonly<Record<string, string>> = {
  account: 'Your name, your address, and since when you have the account and your password',
  business_profile: 'The business profile that you gave',
  sessions: 'Where you are signed in, since and until when, and when you last gave your password',
  account_links: 'One-time links to your account that we made, and what for',
  second_factor: 'Since when you have a second factor',
  recovery_codes: 'Your recovery codes: how many there are, and when one was used. Not the codes',
  ledger: 'Your consents, agreements and objections, entry by entry, as the ledger holds them',
  requests: 'Your privacy requests',
  request_items: 'What you asked for in each request, and what became of it',
  request_messages: 'What you wrote, and what we answered',
  subscribers: 'The address under which you hear of changes to our documents',
  subscriptions: 'The documents that you hear about',
  subscription_links: 'Links with which you confirmed a choice of documents, or can',
  objections: 'What you do not want from us, as you told us',
  mails: 'The mails that we sent you, for as long as we keep their text',
  pending_deletion: 'A deletion that you asked for and that has to wait',
};

/** A ZIP with each table as JSON and as CSV, the files as they were sent, and what all that is in words. */
export function toArchive(
  holdings: Required<Exported>,
  { origin, siteName, at }: { origin: string; siteName: string; at: Date },
): Uint8Array {
  const tables = Object.entries(holdings.tables).flatMap(([name, rows]) => [
    [`json/${name}.json`, strToU8(`${JSON.stringify(rows, null, 2)}\n`)] as const,
    // With a mark of its encoding, without which some spreadsheets read it wrongly.
    [`csv/${name}.csv`, strToU8(`\ufeff${toCsv(rows)}`)] as const,
  ]);
  const files = Object.entries(holdings.files).map(([name, file]) => [`files/${name}`, file] as const);
  const readme = strToU8(readmeOf(holdings, { origin, siteName, at }));
  return zipSync(Object.fromEntries([['README.txt', readme], ...tables, ...files]), { mtime: at });
}

function readmeOf(
  { tables, files }: Required<Exported>,
  { origin, siteName, at }: { origin: string; siteName: string; at: Date },
): string {
  const held = Object.entries(tables).map(([name, rows]) => {
    const words = tableWords[name] ?? name.replaceAll('_', ' ');
    return `- ${name} (${rows.length}): ${words}.`;
  });
  return [
    `Everything that ${siteName} (${origin}) holds about you`,
    '',
    `Made on ${at.toISOString()}. All times are UTC.`,
    '',
    'Each of these is here twice: in json/ for programs, in csv/ for spreadsheets. The number says how many rows it has.',
    '',
    ...held,
    '',
    Object.keys(files).length > 0
      ? 'In files/ are the mails by which you made a request, byte for byte as they reached us.'
      : 'You have sent us no files.',
    '',
    'In csv/, a text that a spreadsheet would take for a formula begins with an apostrophe. In json/ it does not.',
    '',
    'Of the links in mails, what would let somebody in is replaced by "…".',
    '',
    'What we hold and leave out, and why',
    '',
    ...leftOut(),
    '',
    'The data that you keep in our web app is not here. Take it from there.',
    '',
  ].join('\r\n');
}

/** Reason by reason, with the columns that it is said of. */
function leftOut(): string[] {
  const reasons = new Map<string, string[]>();
  for (const [table, holdings] of Object.entries(inventory)) {
    for (const [column, holding] of Object.entries(holdings as Record<string, Holding>)) {
      if (typeof holding !== 'object') continue;
      reasons.set(holding.excluded, [...(reasons.get(holding.excluded) ?? []), `${table}.${column}`]);
    }
  }
  return [...reasons].flatMap(([reason, columns]) => [`- ${reason}`, `  (${columns.join(', ')})`]);
}
