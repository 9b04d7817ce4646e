/** A link in a value of a mail, written as in Markdown; a full stop after it is no part of an address in text. */
const link = /\[([^\]]+)\]\(([^\s)]+)\)(\.?)/g;

export function linkTargets(value: string): string[] {
  return Array.from(value.matchAll(link), ([, , target = '']) => target);
}

/** In HTML that is escaped already. */
export function linksHtml(html: string): string {
  return html.replaceAll(link, '<a href="$2">$1</a>$3');
}

/** For programs that show text alone. */
export function linksText(text: string): string {
  return text.replaceAll(link, '$1: $2');
}
