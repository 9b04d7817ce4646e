import { fill } from '../../../src/words/fill.ts';
import { redline as words } from '../../../src/words/notices/notices.ts';

/** Changed words in a value of a mail, between signs of private use, which no published text has. */
const marks = { deleted: ['\uE000', '\uE001'], inserted: ['\uE002', '\uE003'] } as const;

/** Each with a ground of its own, so that it can be read on whatever ground a mail program has in its dark mode. */
const looks = {
  deleted: 'background:#f8dcdc;color:#7a1414;text-decoration:line-through',
  inserted: 'background:#d5efe4;color:#0a3d30;text-decoration:underline;font-weight:600',
} as const;

const any = /[\uE000-\uE003]/g;

interface Word {
  readonly text: string;
  readonly change: 'same' | 'inserted' | 'deleted';
}

export function redline(changed: readonly Word[]): string {
  return changed
    .map(({ text: said, change }) => {
      const text = said.replaceAll(any, '').replace(/\s+/g, ' ');
      if (change === 'same' || text.trim() === '') return text;
      const [begin, end] = marks[change];
      const [, before = '', inner = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text) ?? [];
      return `${before}${begin}${inner}${end}${after}`;
    })
    .join('')
    .trim();
}

/** In HTML that is escaped already: the elements of HTML for it, which screen readers can tell, with a look of their own. */
export function redlineHtml(html: string): string {
  return html
    .replaceAll(marks.deleted[0], `<del style="${looks.deleted}">`)
    .replaceAll(marks.deleted[1], '</del>')
    .replaceAll(marks.inserted[0], `<ins style="${looks.inserted}">`)
    .replaceAll(marks.inserted[1], '</ins>');
}

/** In words, for programs that show text alone. */
export function redlineText(text: string): string {
  return text
    .replaceAll(/\uE000([^\uE001]*)\uE001/g, (_, removed: string) => fill(words.deleted, { text: removed }))
    .replaceAll(/\uE002([^\uE003]*)\uE003/g, (_, added: string) => fill(words.inserted, { text: added }));
}
