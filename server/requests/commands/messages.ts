import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Argument, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { ends } from '../../../src/library/model/command-line.ts';
import type { Result } from '../../../src/library/model/result.ts';
import { type Admin, complainOf, type Terminal } from '../../command.ts';
import { labelled, quoted } from '../../terminal.ts';
import { largestFile } from '../../upload.ts';
import { type CheckedFile, checkUploads } from '../files/files.ts';
import type { FileProblem } from '../files/kinds.ts';
import { type RequestKind, requestKinds } from '../kinds.ts';
import type { Requests } from '../requests.ts';
import type { Delivery } from '../staff/delivery.ts';
import type { Rehearsed } from '../staff/rehearsal.ts';
import { deliveryWords, problemWords, type StaffOrLogProblem } from './words.ts';

/** Who acts here, as the record of a request says it. */
export const actor = 'command';

export const referenceArgument = () => new Argument('<reference>', 'as WT-7F3K-92QD');

/** Words to the person: on the command line, or from a file. */
export const messageOption = () => new Option('--message <words>', 'what the person reads');
export const messageFileOption = () =>
  new Option('--message-file <file>', 'the same from a file; - reads it from a pipe');

/** Kinds of request, each named by an option of its own. */
export const kindOption = <Flags extends string>(flags: Flags, description: string) =>
  new Option(flags, description)
    .choices(requestKinds)
    .argParser(withKind)
    .default([] as readonly RequestKind[]);

function withKind(written: string, before: readonly RequestKind[]): readonly RequestKind[] {
  const kind = requestKinds.find((kind) => kind === written);
  if (!kind) throw new InvalidArgumentError(`What can be asked: ${requestKinds.join(', ')}.`);
  return [...before, kind];
}

/** From the option, a file or, for `-`, what is piped in; empty where none of them is there. */
export async function readMessage({ message, messageFile }: Words, terminal: Terminal): Promise<string> {
  if (message !== undefined || messageFile === undefined) return message ?? '';
  return messageFile === '-' ? await terminal.input() : await readFile(messageFile, 'utf8');
}

/** Bytes of a mail: more than any provider carries. */
const longestMail = 50 * 1024 ** 2;

/** A mail as it was saved. Null, and said, where it is longer than any mail can be. */
export async function readMail(path: string, terminal: Terminal): Promise<Uint8Array | null> {
  const { size } = await stat(path);
  if (size <= longestMail) return await readFile(path);
  terminal.complain(
    `${path} has ${Math.round(size / 1024 ** 2)} MB, and no mail has more than ${longestMail / 1024 ** 2}: look whether it is one. Nothing was recorded.`,
  );
  return null;
}

/** A file from this machine, as one that came with a form. */
export async function readUpload(path: string): Promise<Result<readonly CheckedFile[], FileProblem>> {
  const { size } = await stat(path);
  const isTooLarge = size > largestFile;
  const chunks = isTooLarge ? [] : [await readFile(path)];
  return await checkUploads([{ field: 'files', name: basename(path), size, isTooLarge, chunks }]);
}

/** What an act would send. */
export function previewLines({ mails, letter }: Rehearsed<unknown>): string[] {
  if (mails.length === 0)
    return letter ? ['To be sent by post, or as it came:', '', ...quoted(letter)] : ['Nobody is told.'];
  return mails.flatMap(({ to, subject, text }) => [
    labelled('To', to),
    labelled('Subject', subject),
    '',
    ...quoted(text),
  ]);
}

interface Words {
  readonly message?: string | undefined;
  readonly messageFile?: string | undefined;
}

/** The action of a command that does something to a request, with what was typed, and says what came of it. */
export function actsBy({ terminal, open }: Pick<Admin<{ requests: Requests }>, 'terminal' | 'open'>) {
  return <Typed extends object, Value>(
    act: (
      requests: Requests,
      reference: string,
      typed: Typed & { readonly message: string; readonly actor: string },
    ) => Promise<Result<Value, StaffOrLogProblem>>,
    done: (value: Value) => string,
  ) =>
    ends(async (reference: string, typed: Typed) => {
      const message = await readMessage(typed, terminal);
      const { requests } = await open();
      return await say(await act(requests, reference, { ...typed, message, actor }), done, {
        requests,
        reference,
        terminal,
      });
    });
}

/** Says what came of an act on a request: what is wrong with it, or what is done and how its words travel. */
export async function say<Value>(
  acted: Result<Value, StaffOrLogProblem>,
  done: (value: Value) => string,
  { requests, reference, terminal }: { requests: Pick<Requests, 'show'>; reference: string; terminal: Terminal },
): Promise<number> {
  if (!acted.ok) return complain(acted, terminal);
  const said = done(acted.value);
  if (said) terminal.print(said);
  const { delivery }: { readonly delivery?: Delivery } = acted.value ?? {};
  if (delivery) await tell(requests, delivery, { reference }, terminal);
  return 0;
}

/** How the words travel; also prints what must go by post, and to whom. */
async function tell(
  requests: Pick<Requests, 'show'>,
  delivery: Delivery,
  { reference }: { reference: string },
  terminal: Terminal,
): Promise<void> {
  terminal.print(deliveryWords[delivery]);
  if (delivery !== 'by-post') return;
  const shown = await requests.show(reference);
  if (!shown.ok) return;
  if (shown.value.person?.name) terminal.print(`\nTo: ${shown.value.person.name}`);
  const letter = shown.value.case.messages.findLast(({ author }) => author === 'staff')?.text;
  if (letter) terminal.print(`\n${letter}`);
}

export function complain(failed: Extract<Result<never, StaffOrLogProblem>, { ok: false }>, terminal: Terminal): number {
  return complainOf(terminal, problemWords, failed.problems);
}
