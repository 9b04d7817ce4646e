import { parseArgs } from 'node:util';
import type { Command, Terminal } from '../../command.ts';
import { type Channel, channels, relations } from '../kinds.ts';
import type { Requests } from '../requests.ts';
import { complain, messageOptions, readMail, readMessage, refuse } from './command-line.ts';

const saidOptions = {
  kind: { type: 'string', multiple: true, default: [] as string[] },
  relation: { type: 'string' },
  behalf: { type: 'string' },
  business: { type: 'string' },
  region: { type: 'string' },
} as const;

/** How staff enter what did not come by the site. */
export function arrivalCommands(requests: Requests): Readonly<Record<string, Command>> {
  return {
    log: {
      usage:
        '--channel mail --eml FILE [--kind KIND …] | --channel post|phone|other --kind KIND --name "…" [--email …] --received-at 2026-11-20T09:00:00Z --details "…"; for both [--relation … [--behalf "Name <address>"]] [--business "…"] [--region DE]',
      run: log,
    },
    correct: {
      usage: `WT-… [--kind KIND …] [--relation ${relations.join('|')}] [--behalf "Name <address>"] [--business "…"] [--region DE]`,
      run: correct,
    },
    add: {
      usage:
        'WT-… --eml FILE | --received-at 2026-11-20T09:00:00Z --message "…" | --received-at … --message-file FILE | -',
      run: add,
    },
  };

  async function log(args: string[], terminal: Terminal): Promise<number> {
    const { values } = parseArgs({
      args,
      options: {
        channel: { type: 'string' },
        eml: { type: 'string' },
        ...saidOptions,
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
    const eml = values.eml === undefined ? undefined : await readMail(values.eml, terminal);
    if (eml === null) return 1;
    const logged = await requests.log({
      channel,
      eml,
      ...saidOf(values),
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

  /** Whose request it is, from where, and what is asked for, where that was understood later. */
  async function correct(args: string[], terminal: Terminal): Promise<number> {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: saidOptions });
    const corrected = await requests.correct(positionals[0] ?? '', saidOf(values));
    if (!corrected.ok) return complain(corrected, terminal);
    const { kinds, actedOnAgent } = corrected.value;
    terminal.print(`Corrected. It asks for: ${kinds.join(', ')}.`);
    if (actedOnAgent) {
      terminal.print(
        'It had taken effect at the address of the agent. That is taken back; subscriptions and consents that ended there only the agent can give again: say so to them.',
      );
    }
    return 0;
  }

  /** A later mail about a request, or what the person said of it on the phone. */
  async function add(args: string[], terminal: Terminal): Promise<number> {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { ...messageOptions, eml: { type: 'string' }, 'received-at': { type: 'string' } },
    });
    const [reference = ''] = positionals;
    const eml = values.eml === undefined ? undefined : await readMail(values.eml, terminal);
    if (eml === null) return 1;
    const added = await requests.add(reference, {
      eml,
      message: await readMessage(values, positionals, terminal),
      receivedAt: values['received-at'],
    });
    if (!added.ok) return complain(added, terminal);
    const { writtenAt, isNew, isClosed } = added.value;
    terminal.print(
      isNew
        ? `Added, as written by the person at ${writtenAt.toISOString()}.`
        : 'This mail has been added before. Nothing was changed.',
    );
    if (isClosed) terminal.print('The request is closed. It may be an appeal: look at it again, and reply.');
    return 0;
  }
}

function saidOf({
  kind,
  relation,
  behalf,
  business,
  region,
}: {
  kind: string[];
  relation?: string | undefined;
  behalf?: string | undefined;
  business?: string | undefined;
  region?: string | undefined;
}) {
  return { kinds: kind, relation, behalf, business, region };
}
