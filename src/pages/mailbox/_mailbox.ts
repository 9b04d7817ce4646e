/** The local mailbox, for the person at this machine alone; to anybody else there is no such page. */
export function mailboxFor({ services, client }: App.Locals): App.Locals['services']['mailbox'] {
  return client.local && services.config.isLocal ? services.mailbox : null;
}

/** `2026-11-23T12:00:05.000Z` as `2026-11-23 12:00 UTC`. */
export function timeInWords(at: string): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`;
}

export interface Piece {
  readonly text: string;
  readonly href: string | null;
}

/** The text of a mail as paragraphs of lines, with its links to this site as links. */
export function readText(text: string, origin: string): Piece[][][] {
  const paragraphs = text.trim().split(/\n{2,}/);
  return paragraphs.map((paragraph) => paragraph.split('\n').map((line) => readLine(line, origin)));
}

function readLine(line: string, origin: string): Piece[] {
  return line
    .split(/(https?:\/\/[^\s<>"]+)/)
    .filter((text) => text !== '')
    .map((text) => ({ text, href: text.startsWith(`${origin}/`) ? text : null }));
}
