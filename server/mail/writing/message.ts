import type { Mail } from '../transports/transport.ts';

/** The mail as an Internet message (RFC 5322): the same mail gives the same bytes, however often it is sent. */
export async function toMessage(mail: Mail): Promise<Buffer> {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  const composer = new MailComposer({
    from: mail.from,
    to: { name: '', address: mail.to },
    replyTo: mail.replyTo,
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    headers: { ...mail.headers },
    attachments: (mail.attachments ?? []).map(({ filename, type, content }) => ({
      filename,
      content,
      contentType: `${type}; charset=utf-8`,
    })),
    messageId: mail.messageId,
    date: new Date(mail.queuedAt),
    // Known to nodemailer, though not to its types: without it each composing draws a boundary of its own.
    baseBoundary: mail.id,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const message = await composer.compile().build();
  // Of the message alone: what is attached arrives byte for byte as it was written.
  return Buffer.from(message.toString('latin1').replaceAll(/\r?\n/g, '\r\n'), 'latin1');
}
