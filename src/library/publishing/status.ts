import { type MissingFact, missingFacts } from '../model/agreement-facts.ts';
import { newestText, type Version } from '../model/chain/effects.ts';
import { type Day, showDay } from '../model/days.ts';
import { type Document, inEffect, type Library, sourceOf, versioned, waiting } from '../model/library.ts';
import { isConfirmed } from '../model/shapes.ts';
import { unconfirmedWords } from '../text/components.ts';
import { freeze, hasDraft } from './version-file.ts';

interface Status {
  readonly slug: string;
  readonly title: string;
  readonly current: Version | null;
  readonly waiting: Version | null;
  /** Without which nobody can agree to what is in effect. */
  readonly missing: readonly MissingFact[];
  readonly draft: 'none' | 'unreadable' | 'published' | 'cancelled' | 'differs';
}

export function statusOf(library: Library, today: Day): Status[] {
  return versioned(library).map((document) => {
    const current = inEffect(document, today);
    return {
      slug: document.slug,
      title: document.title,
      current,
      waiting: waiting(document, today),
      missing: current ? missingFacts(library, document, current.version) : [],
      draft: draftOf(document),
    };
  });

  function draftOf(document: Document): Status['draft'] {
    const { slug, versions } = document;
    if (!hasDraft(library, slug)) return 'none';
    const draft = freeze(library, document);
    if (!draft.ok) return 'unreadable';
    const last = newestText(versions);
    if (!last || sourceOf(library, slug, last.version) !== draft.value) return 'differs';
    return last.cancelled ? 'cancelled' : 'published';
  }
}

/** What somebody has to confirm by name and date, and where it stands. */
interface Unconfirmed {
  readonly label: string;
  readonly file: string;
}

/** What no page can state yet: facts of the company and of its providers, and who approved a version. */
export function unconfirmedIn({ company, subprocessors, ...library }: Library): Unconfirmed[] {
  const providers = subprocessors.filter(({ status }) => status !== 'removed');
  return [
    ...Object.values(company.facts)
      .filter((fact) => !isConfirmed(fact))
      .map(({ label }) => ({ label, file: 'company.yaml' })),
    ...providers.flatMap((provider) => {
      const open = providerFacts.flatMap(([name, label]) => {
        const fact = provider[name];
        return !fact || isConfirmed(fact) ? [] : [label];
      });
      return open.length > 0
        ? [{ label: `${provider.name}: ${open.join(', ')}`, file: 'subprocessors/list.yaml' }]
        : [];
    }),
    ...versioned(library).flatMap(({ slug, title, versions }) =>
      versions
        .filter(({ approvedBy }) => Object.values(approvedBy ?? {}).some((said) => unconfirmedWords.includes(said)))
        .map(({ version }) => ({ label: `Who approved ${title} of ${version}`, file: `${slug}/chain.jsonl` })),
    ),
  ];
}

const providerFacts = [
  ['legalName', 'legal name'],
  ['location', 'location'],
  ['transferMechanism', 'transfer mechanism'],
  ['deletesWithin', 'within how many days it deletes what it was told to'],
  ['vetted', 'who vetted it, and when'],
] as const;

export function showUnconfirmed(unconfirmed: readonly Unconfirmed[]): string {
  if (unconfirmed.length === 0) return 'Every fact is confirmed.';
  const files = [...new Set(unconfirmed.map(({ file }) => file))];
  return [
    'To be confirmed before going live, each by name and date:',
    ...files.flatMap((file) => [
      `  in ${file}`,
      ...unconfirmed.filter((fact) => fact.file === file).map(({ label }) => `    ${label}`),
    ]),
  ].join('\n');
}

const openWords = 'to be confirmed in company.yaml';
const staleWords = 'confirmed, and the version in effect does not say so; publish the next one';

export function showStatus({ slug, title, current, waiting, missing, draft }: Status): string {
  const drafts = {
    none: 'no draft',
    unreadable: 'the draft cannot be read; the check says why',
    published: 'the draft is what was published last',
    cancelled: 'the draft is what was cancelled last; it can be published again',
    differs: 'the draft holds changes that are not published',
  };
  return [
    `${title} (${slug})`,
    `  ${current ? `in effect: ${current.version}, since ${showDay(current.effectiveOn)}` : 'nothing is in effect'}`,
    ...(waiting ? [`  waiting: ${waiting.version}, from ${showDay(waiting.effectiveOn)}`] : []),
    `  ${drafts[draft]}`,
    ...(missing.length > 0 ? ['  nobody can agree to it:'] : []),
    ...missing.map(({ label, isOpen }) => `    ${label}: ${isOpen ? openWords : staleWords}`),
  ].join('\n');
}
