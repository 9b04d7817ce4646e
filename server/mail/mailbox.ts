import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { hasCode } from '../error-codes.ts';
import type { Mail, Transport } from './transports/transport.ts';
import { toMessage } from './writing/message.ts';

/** A mail of the local mailbox, as its page shows it. */
interface KeptMail {
  readonly id: string;
  readonly at: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export type Mailbox = ReturnType<typeof createMailbox>;

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const fileName = new RegExp(`^\\d{8}T\\d{9}Z-(${uuid})\\.eml$`);

/** Keeps each mail as a file in a folder, in place of sending it: nothing leaves the machine. */
export function createMailbox(folder: string) {
  const recognises = Number.POSITIVE_INFINITY;
  const sendAll = (mails: readonly Mail[]) => Promise.all(mails.map(send));
  const transport: Transport = { send, recognises, bulk: { most: 50, parallel: 1, recognises, send: sendAll } };
  return { transport, list, open, read, ids, idsBefore, remove };

  async function send(mail: Mail) {
    const file = join(folder, `${stampOf(mail.queuedAt)}-${mail.id}.eml`);
    const message = await toMessage(mail);
    try {
      // At once, and not forced to the disk: what must not be lost stands in the outbox.
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(`${file}.part`, message, { mode: 0o600 });
      renameSync(`${file}.part`, file);
      return 'sent' as const;
    } catch {
      // A full disk or a folder of somebody else: the mail waits in the outbox.
      return { retry: 'mailbox-unwritable' };
    }
  }

  /** The newest first. */
  async function list(most = 200): Promise<KeptMail[]> {
    const names = (await files()).sort().reverse().slice(0, most);
    return Promise.all(names.map(async (name) => parse(idOf(name) ?? '', await readFile(join(folder, name)))));
  }

  async function open(id: string): Promise<KeptMail | null> {
    const message = await read(id);
    return message && parse(id, message);
  }

  /** The message as it would have gone out, or null when there is none of that id. */
  async function read(id: string): Promise<Buffer | null> {
    const name = (await files()).find((name) => idOf(name) === id);
    return name ? readFile(join(folder, name)) : null;
  }

  async function ids(): Promise<string[]> {
    return (await files()).flatMap((name) => idOf(name) ?? []);
  }

  /** Of mails that were queued earlier. */
  async function idsBefore(at: string): Promise<string[]> {
    return (await files()).filter((name) => name < stampOf(at)).flatMap((name) => idOf(name) ?? []);
  }

  async function remove(ids: readonly string[]): Promise<void> {
    const gone = (await files()).filter((name) => ids.includes(idOf(name) ?? ''));
    await Promise.all(gone.map((name) => rm(join(folder, name), { force: true })));
  }

  async function files(): Promise<string[]> {
    try {
      return (await readdir(folder)).filter((name) => fileName.test(name));
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return [];
      throw error;
    }
  }
}

/** `2026-11-23T12:00:00.000Z` as a part of a file's name that sorts by time. */
function stampOf(at: string): string {
  return at.replaceAll(/[-:.]/g, '');
}

function idOf(name: string): string | undefined {
  return fileName.exec(name)?.[1];
}

async function parse(id: string, message: Buffer): Promise<KeptMail> {
  const { to = [], date = '', subject = '', text = '' } = await PostalMime.parse(message);
  return {
    id,
    at: date,
    to: to.map(({ address }) => address ?? '').join(', '),
    subject,
    text,
  };
}
