import { isDay, showDay } from '../../../src/library/model/days.ts';
import { momentInWords } from '../../dates.ts';
import { lines, page, passage } from './html.ts';
import { linksHtml, linksText, linkTargets } from './links.ts';
import { fill } from './placeholders.ts';
import { redlineHtml, redlineText } from './redline.ts';
import { renderText } from './text.ts';
import type { Wording } from './wording.ts';

export interface Sender {
  readonly origin: string;
  /** Under which the ids of mails are. */
  readonly hostname: string;
  readonly siteName: string;
  readonly company: string;
  readonly from: string;
  readonly replyTo: string;
}

interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The value in which words are marked as added or removed: see `redline.ts`. */
const redlined = 'changes';

/** The values in which a link may stand, since all their words are ours: see `links.ts`. */
const linking = ['options', 'why', 'agreements'];

/** Puts the values into the wording: escaped in HTML, as they are in text, and never a line break in the subject. */
export function render(
  wording: Wording,
  values: Readonly<Record<string, string>>,
  { origin, siteName, company, replyTo }: Pick<Sender, 'origin' | 'siteName' | 'company' | 'replyTo'>,
): RenderedMail {
  const written = { company, privacyAddress: replyTo, ...values };
  const clean = new Map(
    Object.entries(written).map(([name, value]) => [
      name,
      dated(name, value, wording.language).replaceAll(/\r\n?/g, '\n').trim(),
    ]),
  );
  // A link in a mail leads to us, whatever a request's headers or a person's words claim.
  const targets = [
    ...wording.links.map((name) => [name, valueFor(name)] as const),
    ...linking.flatMap((name) => linkTargets(clean.get(name) ?? '').map((target) => [name, target] as const)),
  ];
  for (const [name, target] of targets) {
    if (!target.startsWith(`${origin}/`)) throw new Error(`The link {${name}} of a mail leads elsewhere`);
  }
  const subject = fill(wording.subject, valueFor);
  assertHeader('Subject', subject);
  const body = fill(wording.html, (name, isAlone) => {
    const html = isAlone ? passage(valueFor(name)) : lines(valueFor(name));
    if (name === redlined) return redlineHtml(html);
    return linking.includes(name) ? linksHtml(html) : html;
  });
  const text = renderText(wording.text, (name) => {
    if (name === redlined) return redlineText(valueFor(name));
    return linking.includes(name) ? linksText(valueFor(name)) : valueFor(name);
  });
  return { subject, text, html: page({ subject, siteName, body, language: wording.language }) };

  function valueFor(name: string): string {
    const value = clean.get(name);
    if (value === undefined) throw new Error(`A mail lacks the value of {${name}}`);
    return value;
  }
}

/** Days and moments as the language of the wording has them; every other value as it is. */
function dated(name: string, value: string, language: string): string {
  if (/On$|Until$/.test(name) && isDay(value)) return showDay(value, language);
  const isMoment = /^at$|At$/.test(name) && /^\d{4}-\d\d-\d\dT.*Z$/.test(value);
  return isMoment ? momentInWords(new Date(value), language) : value;
}

/** Refuses what would add a header, or end the headers (RFC 5322 section 2.2). */
export function assertHeader(name: string, value: string): void {
  if (/[\p{Cc}\u2028\u2029]/u.test(value)) throw new Error(`The header ${name} of a mail may not hold line breaks`);
}
