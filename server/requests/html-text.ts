const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** The words of a mail that came as HTML alone. What is not to be seen goes; each block has a line of its own. */
export function htmlToText(html: string): string {
  return withoutHidden(html.slice(0, 1_000_000))
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/<(?:br|\/p|\/div|\/h[1-6]|\/tr|\/li|\/table|\/blockquote|hr)\b[^<>]*>/gi, '\n')
    .replaceAll(/<li\b[^<>]*>/gi, '- ')
    .replaceAll(/<a\b[^<>]*?\bhref="(https?:[^"<>]*)"[^<>]*>([^<>]*)<\/a>/gi, '$2 ($1)')
    .replaceAll(/<[a-z/!][^<>]*>/gi, '')
    .replaceAll(/&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,6});/gi, (entity, name: string) => decode(name) ?? entity)
    .replaceAll(/ {2,}/g, ' ')
    .replaceAll(/ ?\n ?/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}

/** Cuts comments, styles and scripts by searching, since no pattern does so in linear time. */
function withoutHidden(html: string): string {
  return [
    ['<!--', '-->'],
    ['<style', '</style>'],
    ['<script', '</script>'],
    ['<head', '</head>'],
  ].reduce((html, [start = '', end = '']) => cut(html, start, end), html);
}

function cut(html: string, start: string, end: string): string {
  // Only ASCII: other letters may change their length, and the places with it.
  const lower = html.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
  const kept: string[] = [];
  let at = 0;
  for (;;) {
    const from = lower.indexOf(start, at);
    const to = from < 0 ? -1 : lower.indexOf(end, from);
    if (to < 0) return kept.join('') + html.slice(at);
    kept.push(html.slice(at, from));
    at = to + end.length;
  }
}

function decode(name: string): string | undefined {
  if (!name.startsWith('#')) return entities[name.toLowerCase()];
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : undefined;
}
