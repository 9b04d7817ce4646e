/** A text that is one placeholder, and nothing else. */
const only = /^PLACEHOLDER0([a-zA-Z]+)0$/;

/** A placeholder alone in its paragraph, or one within a text. */
const inHtml = /<p>PLACEHOLDER0([a-zA-Z]+)0<\/p>|PLACEHOLDER0([a-zA-Z]+)0/g;

/**
 * Writes each `{placeholder}` in letters and digits: they alone pass through Markdown as they are, into the address of
 * a link too.
 */
export function encodePlaceholders(wording: string): string {
  return wording.replaceAll(/\{([a-zA-Z]+)\}/g, (_, name: string) => `PLACEHOLDER0${name}0`);
}

/** The placeholder that stands alone in this text, if one does. */
export function lonePlaceholder(text: string): string | undefined {
  return only.exec(text)?.[1];
}

/** The placeholders to which links of this HTML lead. */
export function linkedPlaceholders(html: string): string[] {
  return Array.from(html.matchAll(/href="PLACEHOLDER0([a-zA-Z]+)0"/g), ([, name]) => name ?? '');
}

/** Puts values in place of placeholders, in one pass, so that nothing within a value is read as one. */
export function fill(text: string, valueFor: (name: string, isAlone: boolean) => string): string {
  return text.replaceAll(inHtml, (_, alone: string | undefined, within: string | undefined) =>
    alone ? valueFor(alone, true) : valueFor(within ?? '', false),
  );
}
