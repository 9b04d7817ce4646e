import { Feed } from 'feed';
import { comparePath } from '../library/compare/path.ts';
import { type Version, versionBefore } from '../library/model/chain/effects.ts';
import { type Day, showDay } from '../library/model/days.ts';
import { inLanguage } from '../library/model/direction.ts';
import { escapeHtml } from '../library/model/html.ts';
import { type Document, type Library, languageOf } from '../library/model/library.ts';
import type { Company } from '../library/model/shapes.ts';
import { feedWords } from '../words/documents/feeds.ts';
import { fill } from '../words/fill.ts';
import { pageLanguage } from '../words/language.ts';

/** Entries of a feed. */
const most = 20;

/** What changed from one version to the next, as markup that needs no style sheet and whose links begin with the site. */
export type Redline = (document: Document, before: Version, version: Version) => string;

interface FeedOptions {
  readonly origin: string;
  readonly redline: Redline;
  readonly format: 'atom' | 'json';
  /** One document's feed. */
  readonly only?: Document | undefined;
}

interface Published {
  readonly document: Document;
  readonly version: Version;
  readonly before: Version | null;
}

/** The versions of which something was decided last, newest first: of one document, or of all. */
export function feedOf(
  { company, documents }: Pick<Library, 'company' | 'documents'>,
  { origin, redline, format, only }: FeedOptions,
): Feed {
  // Atom's titles and summaries are markup, JSON Feed's are plain.
  const words = format === 'atom' ? escapeHtml : String;
  const published = lastOf(only ? [only] : documents);
  const home = only ? `${origin}/${only.slug}/` : `${origin}/`;
  const id = only ? `${origin}/${firstNameOf(only)}/` : home;
  const folder = only ? `${origin}/${only.slug}` : origin;
  const feed = new Feed({
    ...about(company, only),
    id,
    link: home,
    language: only ? languageOf({ company }, only) : company.language,
    generator: false,
    // A feed that nothing was published in yet has the age of the calendar.
    updated: published[0] ? changedAt(published[0]) : instant('1970-01-01'),
    feedLinks: { atom: `${folder}/feed.xml`, ...(only ? {} : { json: `${folder}/feed.json` }) },
    author: { name: company.name, link: `${origin}/` },
  });

  for (const { document, version, before } of published) {
    const link = `${origin}/${document.slug}/${version.version}/`;
    feed.addItem({
      // Never changes, whatever the document is called later (RFC 4287, 4.2.6).
      id: `${origin}/${firstNameOf(document)}/${version.version}/`,
      link,
      title: words(fill(feedWords.entry, { title: document.title, version: version.version })),
      description: words(version.summary),
      content: contentOf({ document, version, before }, languageOf({ company }, document), { origin, redline }),
      date: changedAt({ document, version }),
      published: instant(version.publishedOn),
    });
  }
  return feed;
}

/** What the document was called when it was first published. */
function firstNameOf({ slug, formerly }: Document): string {
  return formerly[0] ?? slug;
}

function about({ siteName, name }: Company, only: Document | undefined) {
  return only
    ? {
        title: fill(feedWords.titleOfDocument, { title: only.title, site: siteName }),
        description: fill(feedWords.aboutDocument, { name, title: only.title }),
      }
    : { title: siteName, description: fill(feedWords.about, { name }) };
}

/** Atom, with the language of the texts, which the library does not write. */
export function atomFeed(feed: Feed): string {
  return feed.atom1().replace('<feed ', `<feed xml:lang="${feed.options.language}" `);
}

/** JSON Feed 1.1, of which the library writes the first edition. */
export function jsonFeed(feed: Feed): string {
  const { author, version, ...written } = JSON.parse(feed.json1()) as Record<string, unknown>;
  const { language } = feed.options;
  return JSON.stringify(
    { version: 'https://jsonfeed.org/version/1.1', ...written, language, authors: [author] },
    null,
    2,
  );
}

/** When what an entry says was last decided, as RFC 4287 §4.2.15 has it: a minute later for each that came before on its day. */
function changedAt({ document, version }: Pick<Published, 'document' | 'version'>): Date {
  const { publishedOn, postponements, cancelled } = version;
  const others = [...postponements.map(({ on }) => on), cancelled?.on, correctionOf(document, version)?.publishedOn];
  const days = [publishedOn, ...others.filter((day) => day !== undefined)].sort();
  const last = days.at(-1) ?? publishedOn;
  return new Date(instant(last).getTime() + (days.length - 1 - days.indexOf(last)) * 60_000);
}

/** What took its place while it waited. */
function correctionOf({ versions }: Document, { correctedBy }: Version): Version | undefined {
  return correctedBy === null ? undefined : versions.find(({ version }) => version === correctedBy);
}

function lastOf(documents: readonly Document[]): Published[] {
  return documents
    .flatMap((document) =>
      document.versions.map((version) => ({ document, version, before: versionBefore(document.versions, version) })),
    )
    .sort((a, b) => changedAt(b).getTime() - changedAt(a).getTime() || b.version.seq - a.version.seq)
    .slice(0, most);
}

function contentOf(
  { document, version, before }: Published,
  language: string,
  { origin, redline }: Pick<FeedOptions, 'origin' | 'redline'>,
): string {
  const { lang: foreign, dir } = inLanguage(language);
  const lang = foreign ? ` lang="${foreign}" dir="${dir}"` : '';
  const ours = foreign ? ` lang="${pageLanguage}"` : '';
  const paragraphs = `<p${lang}>${escapeHtml(version.summary)}</p><p${ours}>${escapeHtml(effectOf(document, version))}</p>`;
  if (!before) return paragraphs;
  const compare = `${origin}${comparePath(document.slug, before.version, version.version)}`;
  const changes = redline(document, before, version);
  return `${paragraphs}<p${ours}><a href="${compare}">${feedWords.compare}</a></p>${lang ? `<div${lang}>${changes}</div>` : changes}`;
}

function effectOf(document: Document, version: Version): string {
  const { effectiveOn, postponements, cancelled, corrects } = version;
  const correction = correctionOf(document, version);
  if (correction) {
    const days = { day: showDay(effectiveOn), on: showDay(correction.publishedOn) };
    const summary = correction.corrects?.summary ?? '';
    return fill(feedWords.corrected, { ...days, version: correction.version, summary });
  }
  if (cancelled) {
    const days = { day: showDay(effectiveOn), on: showDay(cancelled.on) };
    return fill(feedWords.cancelled, { ...days, reason: cancelled.reason });
  }
  const postponed = postponements.at(-1);
  return [
    fill(feedWords.effect, { day: showDay(effectiveOn) }),
    ...(postponed ? [fill(feedWords.postponed, { day: showDay(postponed.on), reason: postponed.reason })] : []),
    ...(corrects ? [fill(feedWords.corrects, { version: corrects.version, summary: corrects.summary })] : []),
  ].join(' ');
}

/** Versions have a day, feeds want an instant: noon, which is that day nearly everywhere. */
function instant(day: Day): Date {
  return new Date(`${day}T12:00:00Z`);
}
