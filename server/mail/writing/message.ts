import type { Mail } from '../transports/transport.ts';

/** The mail as an Internet message (RFC 5322): the same mail gives the same bytes, however often it is sent. */
export async function toMessage(mail: Mail): Promise<Buffer> {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  const composer = new MailComposer({
    from: mail.from,
    to: { name: '', address: mail.to },
    replyTo: mail.replyTo,
    subject: mail.subject,
    text: withInternetLines(mail.text),
    html: withInternetLines(mail.html),
    headers: { ...mail.headers },
    attachments: (mail.attachments ?? []).map(({ filename, type, content }) => ({
      ...{ filename, content: withInternetLines(content), contentType: `${type}; charset=utf-8` },
    })),
    messageId: mail.messageId,
    date: new Date(mail.queuedAt),
    // Known to nodemailer, though not to its types: without it each composing draws a boundary of its own.
    ...{ baseBoundary: mail.id },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return await composer.compile().build();
}

function withInternetLines(text: string): string {
  return text.replaceAll(/\r?\n/g, '\r\n');
}
