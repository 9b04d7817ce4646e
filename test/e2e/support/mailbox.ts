import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime, { type Email } from 'postal-mime';

/** A server that keeps its mail, or all that is needed of it. */
export interface Mailbox {
  readonly dataDir: string;
  /** Sends what is due now, where one need not wait for the server's next round. */
  deliver?(): Promise<void>;
}

/** Every mail of the local mailbox, in no particular order. */
export async function mailsIn(server: Mailbox): Promise<Email[]> {
  const folder = join(server.dataDir, 'mailbox');
  const names = await readdir(folder).catch(() => []);
  const mails = names.filter((name) => name.endsWith('.eml'));
  return Promise.all(mails.map(async (name) => PostalMime.parse(await readFile(join(folder, name)))));
}

/** Waits for the mail to that address whose subject says so. */
export async function mailTo(server: Mailbox, to: string, subject: RegExp): Promise<Email> {
  const deadline = Date.now() + 120_000;
  while (Date.now() < deadline) {
    await server.deliver?.();
    const found = (await mailsIn(server)).find(
      (mail) => subject.test(mail.subject ?? '') && mail.to?.some(({ address }) => address === to),
    );
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const seen = (await mailsIn(server)).map((mail) => mail.subject).join('\n');
  throw new Error(`No mail to ${to} about ${subject} among:\n${seen}`);
}

/** The first link of a mail's text below that path. */
export function linkIn(mail: Email, path: string): string {
  const links = (mail.text ?? '').match(/https?:\/\/[^\s<>()"]+/g) ?? [];
  const link = links.find((candidate) => new URL(candidate).pathname.startsWith(path));
  if (!link) throw new Error(`No link to ${path} in:\n${mail.text}`);
  return link;
}
