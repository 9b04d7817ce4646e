import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Command, Terminal } from '../../command.ts';
import { type Ground, grounds, type Outcome, outcomes, type RequestKind, requestKinds } from '../kinds.ts';
import type { Requests } from '../requests.ts';
import type { Delivery } from '../staff/replies.ts';
import { complain, messageOptions, readMessage, refuse } from './command-line.ts';
import { dossierLines, entryLine } from './display.ts';
import { arrivalCommands } from './intake-commands.ts';
import { deliveryWords, problemWords } from './words.ts';

/** What the privacy staff do from the command line: `npm run admin -- requests <verb>`. */
export function requestCommands(requests: Requests): Readonly<Record<string, Command>> {
  return {
    list: { usage: '[--all]', run: list },
    show: { usage: 'WT-… [--source FILE]', run: show },
    reply: { usage: 'WT-… --message "…" | --message-file FILE | -', run: reply },
    close: {
      usage: `WT-… --outcome ${outcomes.join('|')} [--ground ${grounds.join('|')}] [--item KIND] [--message "…" | --message-file FILE | -]`,
      run: close,
    },
    ...arrivalCommands(requests),
  };

  async function list(args: string[], terminal: Terminal): Promise<number> {
    const { values } = parseArgs({ args, options: { all: { type: 'boolean', default: false } } });
    const entries = await requests.list({ all: values.all });
    for (const entry of entries) terminal.print(entryLine(entry));
    if (entries.length === 0) terminal.print(values.all ? 'There are no requests.' : 'No request is open.');
    return 0;
  }

  async function show(args: string[], terminal: Terminal): Promise<number> {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { source: { type: 'string' } },
    });
    const [reference = ''] = positionals;
    const shown = await requests.show(reference);
    if (!shown.ok) return complain(shown, terminal);
    for (const line of dossierLines(shown.value)) terminal.print(line);
    if (values.source === undefined) return 0;

    const sources = await requests.sources(reference);
    if (sources.length === 0) {
      terminal.complain('There is no original mail for this request.');
      return 1;
    }
    for (const [at, source] of sources.entries()) {
      const file = at === 0 ? values.source : `${values.source}.${at + 1}`;
      // A file that is there already would keep its mode, and others might read it.
      await writeFile(file, source, { mode: 0o600, flag: 'wx' });
      terminal.print(`An original mail is in ${file}. It holds personal data: delete it when you have read it.`);
    }
    return 0;
  }

  async function reply(args: string[], terminal: Terminal): Promise<number> {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: messageOptions });
    const [reference = ''] = positionals;
    const message = (await readMessage(values, positionals, terminal)) ?? '';
    const replied = await requests.reply(reference, message);
    if (!replied.ok) return complain(replied, terminal);
    return await tell(replied.value, { reference, message }, terminal);
  }

  async function close(args: string[], terminal: Terminal): Promise<number> {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        ...messageOptions,
        outcome: { type: 'string' },
        ground: { type: 'string' },
        item: { type: 'string' },
      },
    });
    const [reference = ''] = positionals;
    const outcome = outcomes.find((outcome): outcome is Outcome => outcome === values.outcome);
    const ground = grounds.find((ground): ground is Ground => ground === values.ground);
    const item = requestKinds.find((kind): kind is RequestKind => kind === values.item);
    if (!outcome) return refuse(`Say the outcome: --outcome ${outcomes.join('|')}`, terminal);
    if (values.ground !== undefined && !ground) return refuse(problemWords['ground-missing'], terminal);
    if (values.item !== undefined && !item) return refuse(problemWords['kind-unknown'], terminal);
    const message = await readMessage(values, positionals, terminal);
    const closed = await requests.close(reference, { outcome, ground, item, message });
    if (!closed.ok) return complain(closed, terminal);
    terminal.print(
      closed.value.closed ? 'The request is closed.' : `The item is closed; others of the request are still open.`,
    );
    if (!closed.value.delivery) return 0;
    return await tell(closed.value.delivery, { reference, message: message ?? '' }, terminal);
  }

  /** Also prints what must go by post, and to whom. */
  async function tell(
    delivery: Delivery,
    { reference, message }: { reference: string; message: string },
    terminal: Terminal,
  ): Promise<number> {
    terminal.print(deliveryWords[delivery]);
    if (delivery !== 'by-post') return 0;
    const shown = await requests.show(reference);
    if (shown.ok && shown.value.person?.name) terminal.print(`\nTo: ${shown.value.person.name}`);
    if (message) terminal.print(`\n${message}`);
    return 0;
  }
}
