import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { ends } from '../../src/library/model/command-line.ts';
import { isDay } from '../../src/library/model/days.ts';
import { sha256 } from '../../src/library/model/digest.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Admin, Terminal } from '../command.ts';
import { isLine } from '../fields/text.ts';
import { readSignatory } from './agreement-form.ts';
import type { Agreements } from './agreements.ts';
import type { NegotiatedVerbs } from './negotiated-agreements.ts';
import { agreementActIn, negotiatedWords, signatoryWords, standingWords } from './words.ts';

const unnamed = 'Say in --document which agreement, by its name in addresses.';

const signatoryShape = z.object({ name: z.string(), capacity: z.string() });

/** What the operator does about agreements that were made elsewhere: `npm run admin -- agreements <verb>`. */
export function addAgreementCommands({
  program,
  terminal,
  open,
}: Admin<{
  agreements: Pick<Agreements, 'list' | 'entries'>;
  negotiated: NegotiatedVerbs;
  accounts: Pick<Accounts, 'byAddress'>;
}>): void {
  const noun = program.command('agreements').description('what businesses agreed to, here and elsewhere');
  noun
    .command('show')
    .description('what the holder of an account agreed to')
    .requiredOption('--email <address>', 'of the account')
    .action(
      ends(async ({ email }) => {
        const { accounts, agreements } = await open();
        const found = await accounts.byAddress(email);
        if (!found) return complain(terminal, negotiatedWords['account-unknown']);
        for (const { current, standing, agreement } of await agreements.list(found.id)) {
          const of = agreement ? `, entry ${agreement.entry.seq} of ${agreement.entry.at.slice(0, 10)}` : '';
          terminal.print(
            `${current.document} ${agreement?.entry.about.version ?? ''}: ${standingWords[standing]}${of}`,
          );
          for (const { entry, parts } of await agreements.entries(found.id, current.document)) {
            const signatory = signatoryShape.safeParse(parts['signatory']);
            const by = signatory.success ? `, signed by ${signatory.data.name}, ${signatory.data.capacity}` : '';
            terminal.print(`  entry ${entry.seq} of ${entry.at.slice(0, 10)}: ${agreementActIn(entry)}${by}`);
          }
        }
        return 0;
      }),
    );
  noun
    .command('record')
    .description('records a contract that was signed elsewhere')
    .option('--email <address>', 'of the account', '')
    .option('--document <name>', 'which agreement, by its name in addresses', '')
    .option('--business <name>', 'on whose behalf it was signed', '')
    .option('--address <address>', 'of the business', '')
    .option('--name <name>', 'who signed', '')
    .option('--capacity <capacity>', 'in what capacity', '')
    .option('--reference <line>', 'where the contract is kept', '')
    .option('--signed-on <day>', 'as 2026-11-20', '')
    .option('--file <file>', 'the contract, of which the digest is recorded')
    .action(
      ends(async ({ email, document, reference, signedOn, file: path, ...written }) => {
        const signed = readSignatory(written);
        const missing = document ? [] : [unnamed];
        if (!signed.ok) missing.push(...signed.problems.map((problem) => signatoryWords[problem]));
        if (!signed.ok || missing.length > 0) return complain(terminal, ...missing);
        if (!reference.trim() || !isLine(reference))
          return complain(terminal, 'Say in --reference, on one line, where the contract is kept.');
        if (!isDay(signedOn)) return complain(terminal, 'Say in --signed-on on which day, as 2026-11-20.');
        const file = path === undefined ? null : await readFile(path);
        const { negotiated } = await open();
        const recorded = await negotiated.recordNegotiated({
          email,
          document,
          signatory: signed.value,
          reference: reference.trim(),
          signedOn,
          fileSha256: file && sha256(file),
        });
        if (!recorded.ok) return complain(terminal, ...recorded.problems.map((problem) => negotiatedWords[problem]));
        terminal.print(`Recorded as entry ${recorded.value.entry.seq}. The account is not asked about ${document}.`);
        return 0;
      }),
    );
  noun
    .command('end')
    .description('says that such a contract has ended')
    .option('--email <address>', 'of the account', '')
    .option('--document <name>', 'which agreement, by its name in addresses', '')
    .action(
      ends(async ({ email, document }) => {
        if (!document) return complain(terminal, unnamed);
        const { negotiated } = await open();
        const ended = await negotiated.endNegotiated(email, document);
        if (!ended.ok) return complain(terminal, ...ended.problems.map((problem) => negotiatedWords[problem]));
        terminal.print(`Recorded as entry ${ended.value.entry.seq}. The account is asked like any other from now on.`);
        return 0;
      }),
    );
}

function complain(terminal: Terminal, ...words: string[]): number {
  for (const line of words) terminal.complain(line);
  return 1;
}
