import { readFile } from 'node:fs/promises';
import { ends, usageStatus } from '../../../src/library/model/command-line.ts';
import type { Day } from '../../../src/library/model/days.ts';
import {
  deadlineReasons,
  extensionRefused,
  periodInWords,
  questionProblemWords,
  regimeNames,
} from '../../../src/words/requests/clocks.ts';
import type { Admin, Terminal } from '../../command.ts';
import { requestKinds } from '../kinds.ts';
import { calendarNames, calendars, calendarWarnings, firstKnownDay, lastKnownDay } from './calendars.ts';
import { type ClockRow, clockRows, eventKinds, regimes } from './clocks.ts';
import { deadlineOf, refusalOfExtension } from './deadlines.ts';
import { readQuestion, splitEvent, unknownRegime } from './questions.ts';

const problemWords = questionProblemWords({
  regimes: [...regimes, unknownRegime],
  kinds: requestKinds,
  calendars: calendarNames,
  events: eventKinds,
});

/** What needs neither a database nor a setting: the table of the clocks, and what they come to. */
export function addDeadlineCommands({ program, terminal }: Pick<Admin, 'program' | 'terminal'>): void {
  program
    .command('regimes')
    .description('every clock of every law, with source and tag, as counsel reads it')
    .option('--json', 'for programs')
    .action(({ json = false }) => {
      if (json) terminal.print(JSON.stringify(clockRows, null, 2));
      else showRegimes(terminal);
    });
  program
    .command('deadline')
    .description('by when something must be answered, and why')
    .option('--regime <regime>', [...regimes, unknownRegime].join(', '))
    .option('--kind <kind>', 'what is asked')
    .option('--received <day>', 'as 2027-01-31')
    .option('--zone <zone>', 'where the day of receipt is counted, as Europe/Paris')
    .option('--calendar <calendar>', 'whose holidays move a last day, as FR')
    .option('--event <kind:from..to>', 'what was waited for; again for others', again, [] as readonly string[])
    .option('--extended', 'with the longer time that the law gives')
    .option('--told <day>', 'when the person was told of that')
    .option('--json', 'for programs')
    .option('--cases <file>', 'a JSON array of cases, answered at once; - reads it from a pipe')
    .action(
      ends(async ({ event, json = false, cases, ...written }) => {
        if (cases !== undefined && event.length + Object.keys(written).length > 0) {
          terminal.complain('A table of cases says all of each case: leave out the other options beside --cases.');
          return usageStatus;
        }
        if (cases !== undefined) return await answerAll(cases, terminal);
        return deadline({ ...written, events: event.map(splitEvent) }, { json, terminal });
      }),
    );
}

function again(written: string, before: readonly string[]): readonly string[] {
  return [...before, written];
}

/** A deadline, as programs read it. */
type Answer =
  | { readonly refused: string }
  | {
      readonly due: Day | null;
      readonly unrolled: Day | null;
      readonly conservative_due: Day | null;
      readonly ack: Day | null;
      readonly ack_strict: Day | null;
      readonly extension_notice_by: Day | null;
      readonly internal_due: Day;
      readonly clocks: readonly string[];
      readonly reasoning: string;
    };

function answer(written: unknown): Answer {
  const question = readQuestion(written);
  if (!question.ok) return { refused: question.problems.map((problem) => problemWords[problem]).join(' ') };
  const found = deadlineOf(question.value);
  const refused = question.value.isExtended ? refusalOfExtension(found, question.value) : null;
  if (refused) return { refused: extensionRefused(refused, question.value.regimes.length === 1) };
  return {
    due: found.due,
    unrolled: found.unrolledDue,
    conservative_due: found.conservativeDue,
    ack: found.acknowledgeBy,
    ack_strict: found.strictlyAcknowledgeBy,
    extension_notice_by: found.extensionNoticeBy,
    internal_due: found.internalDue,
    clocks: found.clocks.map(({ row }) => row.id),
    reasoning: deadlineReasons(found).join(' '),
  };
}

function deadline(question: unknown, { json, terminal }: { json: boolean; terminal: Terminal }): number {
  const read = readQuestion(question);
  if (!read.ok) {
    for (const problem of read.problems) terminal.complain(problemWords[problem]);
    return usageStatus;
  }
  const found = answer(question);
  if (json) terminal.print(JSON.stringify(found, null, 2));
  else if ('refused' in found) terminal.complain(found.refused);
  else for (const line of answerLines(found)) terminal.print(line);
  return 'refused' in found ? 1 : 0;
}

/** A whole table at once: one that cannot be answered says so, and leaves the others alone. */
async function answerAll(file: string, terminal: Terminal): Promise<number> {
  const cases = parse(file === '-' ? await terminal.input() : await readFile(file, 'utf8'));
  if (!Array.isArray(cases)) {
    terminal.complain(`${file} holds no list of cases: write a JSON array.`);
    return usageStatus;
  }
  // One line each: a table of any length makes no text that is too long.
  terminal.print('[');
  cases.forEach((written, at) => {
    terminal.print(JSON.stringify(answer(written)) + (at < cases.length - 1 ? ',' : ''));
  });
  terminal.print(']');
  return 0;
}

function parse(text: string): unknown {
  try {
    // Some programs begin a text with a mark of its encoding.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

function answerLines(found: Exclude<Answer, { refused: string }>): string[] {
  return [
    ...[
      ['Due', found.due ?? 'no time is set by this law'],
      ['Conservative', found.conservative_due],
      ['Acknowledge by', found.ack],
      ['  strictly', found.ack_strict],
      ['Extension told by', found.extension_notice_by],
      ['We work to', found.internal_due],
    ].flatMap(([label, day]) => (label && day ? [label.padEnd(19) + day] : [])),
    '',
    found.reasoning,
  ];
}

/** The clocks as counsel reads them, and until when each calendar of holidays is known. */
function showRegimes(terminal: Terminal): void {
  for (const line of tableLines()) terminal.print(line);
  for (const regime of regimes) {
    const rows = clockRows.filter((row) => row.regime === regime);
    terminal.print(`\n${regime}: ${regimeNames[regime]}`);
    for (const row of rows) for (const line of rowLines(row)) terminal.print(line);
  }
  terminal.print('\nT: the text was read. S: a secondary source was. K: from knowledge, to be checked.');
  terminal.print('What is tagged S or K may only shorten the day that we work to.');
  terminal.print('\nCalendars of holidays');
  for (const name of calendarNames)
    terminal.print(
      `  ${name.padEnd(8)}${calendars[name].name}, ${firstKnownDay(name).slice(0, 4)} to ${lastKnownDay(name).slice(0, 4)}`,
    );
  for (const warning of calendarWarnings(new Date().toISOString().slice(0, 10))) terminal.complain(warning);
}

function tableLines(): string[] {
  const rows = [
    ['CLOCK', 'FROM', 'RECEIPT WITHIN', 'ANSWER WITHIN', 'EXTENDED TO', 'TAG'],
    ...clockRows.map(({ id, start, acknowledge, period, extension, tag }) => [
      id,
      start,
      acknowledge ? periodInWords(acknowledge) : '',
      periodInWords(period),
      extension ? periodInWords(extension.to) : '',
      tag,
    ]),
  ];
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function rowLines(row: ClockRow): string[] {
  const { id, tag, law, kinds, from, until, start, extension, acknowledge, pauses, adverse, note, source } = row;
  const reads = [
    adverse?.firstDayCounts && 'the first day counts',
    adverse?.saturdaysCount && 'Saturdays count',
    adverse?.pauses === 'none' && 'there is no pause',
    adverse?.pauses === 'day-shorter' && 'each pause and each moved start is a day shorter',
    row.rolls && 'the last day does not move',
  ].filter(Boolean);
  return [
    `  ${id} [${tag}]: ${law}`,
    ...[
      ['for', kinds.join(', ')],
      ['received', [from && `from ${from}`, until && `until ${until}`].filter(Boolean).join(' ')],
      ['from', start],
      ['receipt', acknowledge ? `confirmed within ${periodInWords(acknowledge)}` : ''],
      ['answer', row.period === 'now' ? 'at once' : `within ${periodInWords(row.period)}`],
      ['business', row.calendar ? `Monday to Friday without the holidays of ${row.calendar}` : ''],
      [
        'extended',
        extension
          ? `to ${periodInWords(extension.to)} from the start [${extension.tag}]${extension.except ? `, not for ${extension.except.join(', ')}` : ''}; told within the first period, pauses included`
          : 'never',
      ],
      ...(pauses ?? []).map(({ event, kinds, days, tag }) => [
        'pause',
        `${event}${kinds ? ` for ${kinds.join(', ')}` : ''}, ${days === 'inclusive' ? 'both days included' : 'from one day to the other'} [${tag}]`,
      ]),
      ['last day', row.rolls ? 'moves to the next working day where a calendar is configured' : ''],
      ['adverse', reads.join(', ')],
      ['note', note ?? ''],
      ['source', source],
    ].flatMap(([label = '', text]) => (text ? [`    ${label.padEnd(10)}${text}`] : [])),
  ];
}
