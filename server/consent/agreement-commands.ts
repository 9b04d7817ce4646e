import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { sha256 } from '../../src/library/model/digest.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Command, Terminal } from '../command.ts';
import { isLine } from '../fields/text.ts';
import { readSignatory } from './agreeing.ts';
import type { Agreements } from './agreements.ts';
import type { NegotiatedVerbs } from './negotiated.ts';
import { agreementActIn, negotiatedWords, signatoryWords, standingWords } from './words.ts';

const account = { email: { type: 'string', default: '' }, document: { type: 'string', default: '' } } as const;
const unnamed = 'Say in --document which agreement, by its name in addresses.';
const signatory = {
  business: { type: 'string', default: '' },
  address: { type: 'string', default: '' },
  name: { type: 'string', default: '' },
  capacity: { type: 'string', default: '' },
} as const;

const signatoryShape = z.object({ name: z.string(), capacity: z.string() });

const contract = {
  reference: { type: 'string', default: '' },
  'signed-on': { type: 'string', default: '' },
  file: { type: 'string' },
} as const;

/** What the operator does about agreements that were made elsewhere: `npm run admin -- agreements <verb>`. */
export function agreementCommands({
  agreements,
  negotiated,
  accounts,
}: {
  agreements: Pick<Agreements, 'list' | 'entries'>;
  negotiated: NegotiatedVerbs;
  accounts: Pick<Accounts, 'byAddress'>;
}): Readonly<Record<string, Command>> {
  return {
    show: { usage: '--email …', run: show },
    record: {
      usage:
        '--email … --document terms --business "…" --address "…" --name "…" --capacity "…" --reference "…" --signed-on 2026-11-20 [--file FILE]',
      run: record,
    },
    end: { usage: '--email … --document terms', run: end },
  };

  async function show(args: string[], terminal: Terminal): Promise<number> {
    const { values } = parseArgs({ args, options: { email: account.email } });
    const found = await accounts.byAddress(values.email);
    if (!found) return complain(terminal, negotiatedWords['account-unknown']);
    for (const { current, standing, agreement } of await agreements.list(found.id)) {
      const of = agreement ? `, entry ${agreement.entry.seq} of ${agreement.entry.at.slice(0, 10)}` : '';
      terminal.print(`${current.document} ${agreement?.entry.about.version ?? ''}: ${standingWords[standing]}${of}`);
      for (const { entry, parts } of await agreements.entries(found.id, current.document)) {
        const signatory = signatoryShape.safeParse(parts['signatory']);
        const by = signatory.success ? `, signed by ${signatory.data.name}, ${signatory.data.capacity}` : '';
        terminal.print(`  entry ${entry.seq} of ${entry.at.slice(0, 10)}: ${agreementActIn(entry)}${by}`);
      }
    }
    return 0;
  }

  async function record(args: string[], terminal: Terminal): Promise<number> {
    const { values } = parseArgs({ args, options: { ...account, ...signatory, ...contract } });
    const signed = readSignatory(values);
    const missing = values.document ? [] : [unnamed];
    if (!signed.ok) missing.push(...signed.problems.map((problem) => signatoryWords[problem]));
    if (!signed.ok || missing.length > 0) return complain(terminal, ...missing);
    if (!values.reference.trim() || !isLine(values.reference))
      return complain(terminal, 'Say in --reference, on one line, where the contract is kept.');
    if (!isDay(values['signed-on'])) return complain(terminal, 'Say in --signed-on on which day, as 2026-11-20.');
    const file = values.file === undefined ? null : await readFile(values.file);
    const recorded = await negotiated.recordNegotiated({
      ...{ email: values.email, document: values.document, signatory: signed.value },
      ...{ reference: values.reference.trim(), signedOn: values['signed-on'] },
      fileSha256: file && sha256(file),
    });
    if (!recorded.ok) return complain(terminal, ...recorded.problems.map((problem) => negotiatedWords[problem]));
    terminal.print(`Recorded as entry ${recorded.value.entry.seq}. The account is not asked about ${values.document}.`);
    return 0;
  }

  async function end(args: string[], terminal: Terminal): Promise<number> {
    const { values } = parseArgs({ args, options: account });
    if (!values.document) return complain(terminal, unnamed);
    const ended = await negotiated.endNegotiated(values.email, values.document);
    if (!ended.ok) return complain(terminal, ...ended.problems.map((problem) => negotiatedWords[problem]));
    terminal.print(`Recorded as entry ${ended.value.entry.seq}. The account is asked like any other from now on.`);
    return 0;
  }
}

function complain(terminal: Terminal, ...words: string[]): number {
  for (const line of words) terminal.complain(line);
  return 1;
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}
