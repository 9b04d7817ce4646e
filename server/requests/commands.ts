import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Command, Terminal } from '../command.ts';
import type { Result } from '../result.ts';
import type { Delivery } from './answering.ts';
import { dossierLines, entryLine } from './display.ts';
import {
  type Channel,
  channels,
  type Ground,
  grounds,
  type Outcome,
  outcomes,
  type RequestKind,
  requestKinds,
} from './kinds.ts';
import type { Requests } from './requests.ts';
import { deliveryWords, kindNames, problemWords, type StaffOrLogProblem } from './words.ts';

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
    log: {
      usage:
        '--channel mail --eml FILE [--kind KIND …] | --channel post|phone|other --kind KIND --name "…" [--email …] --received-at 2026-11-20T09:00:00Z --details "…"',
      run: log,
    },
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

    const source = await requests.source(reference);
    if (!source) {
      terminal.complain('There is no original mail for this request.');
      return 1;
    }
    // A file that is there already would keep its mode, and others might read it.
    await writeFile(values.source, source, { mode: 0o600, flag: 'wx' });
    terminal.print(
      `The original mail is in ${values.source}. It holds personal data: delete it when you have read it.`,
    );
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

  async function log(args: string[], terminal: Terminal): Promise<number> {
    const { values } = parseArgs({
      args,
      options: {
        channel: { type: 'string' },
        eml: { type: 'string' },
        kind: { type: 'string', multiple: true, default: [] },
        name: { type: 'string' },
        email: { type: 'string' },
        details: { type: 'string' },
        'received-at': { type: 'string' },
      },
    });
    const channel = channels.find(
      (channel): channel is Exclude<Channel, 'form'> => channel === values.channel && channel !== 'form',
    );
    if (!channel) return refuse('Say how it came: --channel mail|post|phone|other', terminal);
    const logged = await requests.log({
      channel,
      eml: values.eml === undefined ? undefined : await readFile(values.eml),
      kinds: values.kind,
      name: values.name,
      email: values.email,
      details: values.details,
      receivedAt: values['received-at'],
    });
    if (!logged.ok) return complain(logged, terminal);
    const { reference, receivedOn, dueOn, isNew, isAsked } = logged.value;
    terminal.print(
      isNew
        ? `Logged as ${reference}. Received on ${receivedOn}, due on ${dueOn}.`
        : `This mail has been logged before, as ${reference}. Nothing was added. Due on ${dueOn}.`,
    );
    if (isAsked) terminal.print('The person is asked by mail to confirm the address.');
    else if (isNew) terminal.print('There is no address that could be asked to confirm; answer by post or as it came.');
    return 0;
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

const messageOptions = { message: { type: 'string' }, 'message-file': { type: 'string' } } as const;

/** From the option, a file or, for `-`, what is piped in. */
async function readMessage(
  values: { message?: string | undefined; 'message-file'?: string | undefined },
  positionals: readonly string[],
  terminal: Terminal,
): Promise<string | undefined> {
  if (values.message !== undefined) return values.message;
  if (values['message-file'] === '-' || positionals.includes('-')) return await terminal.input();
  return values['message-file'] === undefined ? undefined : await readFile(values['message-file'], 'utf8');
}

function complain(failed: Extract<Result<never, StaffOrLogProblem>, { ok: false }>, terminal: Terminal): number {
  for (const problem of failed.problems) terminal.complain(problemWords[problem]);
  return 1;
}

function refuse(words: string, terminal: Terminal): number {
  terminal.complain(`${words}\nWhat can be asked: ${Object.keys(kindNames).join(', ')}`);
  return 64;
}
