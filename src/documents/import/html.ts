/** HTML as Markdown has it between its lines, turned into what a text may hold: words stay, tags go. */
export interface HtmlCleaner {
  /** A piece of HTML; links may open in one piece and close in another. */
  clean(html: string, isBlock: boolean): string;
}

const tag = /<\/?([a-z][a-z0-9-]*)\b([^>]*)>/gi;
const breaks =
  /^(p|div|section|article|ul|ol|dl|table|thead|tbody|tr|blockquote|details|summary|header|footer|center|hr|pre)$/i;

export function createHtmlCleaner(
  resolve: (url: string) => string | null,
  heading: (words: string, level: number) => string,
  note: (note: string) => void,
): HtmlCleaner {
  const open: (string | null)[] = [];
  return { clean };

  function clean(html: string, isBlock: boolean): string {
    const visible = html
      .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
      .replace(/<(script|style|iframe|template)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, (_, name: string) => {
        note(`<${name.toLowerCase()}> was left out with all that it held.`);
        return '';
      })
      .replace(/<[!?][^>]*>/g, '');
    const headed = isBlock
      ? visible.replace(/<h([1-6])\b[^>]*>([\s\S]*?)<\/h\1\s*>/gi, (_, level: string, inner: string) => {
          const words = inner.replace(tag, '').replace(/\s+/g, ' ').trim();
          return words ? `\n\n${heading(words, Number(level))}\n\n` : '';
        })
      : visible;
    let text = '';
    let end = 0;
    for (const found of headed.matchAll(tag)) {
      const [whole, name = '', attributes = ''] = found;
      text += escaped(headed.slice(end, found.index)) + written(whole, name.toLowerCase(), attributes, isBlock);
      end = found.index + whole.length;
    }
    text += escaped(headed.slice(end));
    return isBlock
      ? `\n${text
          .split('\n')
          .map((line) => line.trim())
          .join('\n')}\n`
      : text;
  }

  function written(whole: string, name: string, attributes: string, isBlock: boolean): string {
    const isClosing = whole.startsWith('</');
    if (name === 'a') {
      if (isClosing) {
        const url = open.pop();
        return url ? `](${url})` : '';
      }
      const [, , href = ''] = /\bhref\s*=\s*(["'])(.*?)\1/i.exec(attributes) ?? [];
      const url = href ? resolve(href) : null;
      if (!attributes.trim().endsWith('/')) open.push(url);
      return url ? '[' : '';
    }
    if (name === 'img') {
      note('A picture was left out; its description stays.');
      return escaped(/\balt\s*=\s*(["'])(.*?)\1/i.exec(attributes)?.[2] ?? '');
    }
    if (name !== 'br') note(`<${name}> was left out; its words stay.`);
    if (name === 'br' || name === 'td' || name === 'th') return ' ';
    if (isBlock && name === 'li') return isClosing ? '\n' : '\n- ';
    return isBlock && breaks.test(name) ? '\n\n' : '';
  }
}

/** What MDX would take for code, as signs that are seen. A sign that is escaped already stays. */
export function escaped(text: string): string {
  return text.replace(/\\[\s\S]|[{}<]/g, (sign) => (sign.length > 1 ? sign : `\\${sign}`));
}
