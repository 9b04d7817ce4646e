import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { ends } from '../../src/library/model/command-line.ts';
import { isDay } from '../../src/library/model/days.ts';
import { sha256 } from '../../src/library/model/digest.ts';
import { problemsIn } from '../../src/library/model/result.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { type Admin, complainOf } from '../command.ts';
import { isLine } from '../fields/text.ts';
import { readSignatory } from './agreement-form.ts';
import type { Agreements } from './agreements.ts';
import type { NegotiatedVerbs } from './negotiated-agreements.ts';
import { agreementActIn, negotiatedWords, signatoryWords, standingWords } from './words.ts';

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
        if (!found) return complainOf(terminal, negotiatedWords, ['account-unknown']);
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
        const missing = problemsIn({
          document: !document,
          reference: !reference.trim() || !isLine(reference),
          'signed-on': !isDay(signedOn),
        });
        if (!signed.ok || missing.length > 0) {
          const problems = [...missing, ...(signed.ok ? [] : signed.problems)];
          return complainOf(terminal, { ...missingWords, ...signatoryWords }, problems);
        }
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
        if (!recorded.ok) return complainOf(terminal, negotiatedWords, recorded.problems);
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
        if (!document) return complainOf(terminal, missingWords, ['document']);
        const { negotiated } = await open();
        const ended = await negotiated.endNegotiated(email, document);
        if (!ended.ok) return complainOf(terminal, negotiatedWords, ended.problems);
        terminal.print(`Recorded as entry ${ended.value.entry.seq}. The account is asked like any other from now on.`);
        return 0;
      }),
    );
}

const missingWords = {
  document: 'Say in --document which agreement, by its name in addresses.',
  reference: 'Say in --reference, on one line, where the contract is kept.',
  'signed-on': 'Say in --signed-on on which day, as 2026-11-20.',
};
