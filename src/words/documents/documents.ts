import type { ChangeClass } from '../../library/model/chain/line.ts';
import type { Standing } from '../../library/model/library.ts';

/** What a change class means to a reader. */
export const classLabels: Record<ChangeClass, string> = {
  editorial: 'Corrections that change nothing you can rely on',
  notice: 'A change that is announced beforehand',
  agreement: 'New terms that need your agreement',
};

/** What stands before the day of effect. */
export const effectLabels: Record<Standing, string> = {
  waiting: 'Takes effect on',
  current: 'In effect since',
  old: 'Took effect on',
  cancelled: 'Was to take effect on',
  corrected: 'Was to take effect on',
};

/** What is said of a version that was corrected while it waited, and of the one that took its place. */
export const correctedWords = {
  title: 'This version was corrected before it took effect.',
  text: '[Version {version}](correction) took its place on {day}: {summary}',
  takes: 'It takes the place of [version {version}](corrected), with a correction: {summary}',
} as const;

/** What a version is on a day, in a word or two. */
export const standingTags: Record<
  Standing,
  { readonly text: string; readonly kind: 'plain' | 'done' | 'soon' | 'late' }
> = {
  waiting: { text: 'Waiting', kind: 'soon' },
  current: { text: 'In effect', kind: 'done' },
  old: { text: 'Earlier', kind: 'plain' },
  cancelled: { text: 'Cancelled', kind: 'late' },
  corrected: { text: 'Corrected', kind: 'plain' },
};

/** What stands around a document's text. */
export const documentPage = {
  version: 'Version',
  agree: 'Agree in your account',
  history: 'History',
  text: 'Text',
  /** In the browser's title. */
  titleOfVersion: '{title}, version {version}',
  printed: '{site} · {title} · Version {version} · {effect} {day} · SHA-256 {digest}',
};

/** What is said above a text of versions that come after it. */
export const nextVersion = {
  title: 'A new version takes effect on {day}.',
  links:
    '[See what changes](comparison), [read the new version](version), or [be told before the next change](updates).',
  postponed: 'Its day of effect was moved on {day}: {reason}',
};

export const waitingVersion = {
  title: 'This version is not yet in effect. It takes effect on {day}.',
  until: 'Until then [the version of {day}](current) applies. [See what changes](comparison).',
};

export const oldVersion = {
  title: 'This is an old version.',
  text: 'It is kept so that anybody can read what applied. [Read the version in effect today](current), or [see what has changed since](comparison).',
};

export const cancelledVersion = {
  title: 'This version was cancelled and never took effect.',
  text: 'It was cancelled on {day}: {reason}',
  current: '[Read the version in effect today](current).',
};

/** Above a text that a company shows today's list of subprocessors with. */
export const liveList = {
  title: 'Live: today’s list of subprocessors',
  text: '{names}. In effect since {day}; [see what each does](list). The text below is as it was published.',
};

/** For whoever follows a link to a clause that is gone. */
export const retiredClause = {
  one: 'The clause “{title}” is no longer part of this document. It was last in [version {version}](version); see the [history](history).',
  several:
    '{count} clauses of earlier versions are no longer part of this document. A link to one of them shows here where it was last; see the [history](history).',
};

export const historyPage = {
  title: '{title}, history',
  printed: '{site} · {title} · {address}',
  heading: '{title}: history',
  lead: 'Every version that was ever published, newest first. A published version is never changed.',
  current: '[Read the version in effect.](current)',
  follow: 'To hear of the next one, [be told by mail](updates) or follow [the feed](feed).',
  compare: 'Compare',
  with: 'with',
  show: 'Show what changed',
  choice: '{day} · {standing}',
  choiceOfVersion: '{day} · {version} · {standing}',
  published: 'Published',
  change: 'Change',
  first: 'The first version',
  imported: 'Taken over with its history',
  approvedBy: 'Approved by',
  digest: 'SHA-256',
  approver: '{name}, {capacity}',
  compareBefore: 'Compare with the one before',
  postponed: 'Moved on {on} to {day}: {reason}',
  cancelled: 'Cancelled on {day}, never in effect: {reason}',
  verify: 'Verify it yourself',
  verifyText:
    'Nothing but `sha256sum` is needed. All that happened to this document is a line each in [chain.jsonl](chain). Save it, and the text of any version, and work without a connection.',
  verifyVersion:
    'This gives the digest of a version’s text. It must be the one above, which the chain has as `sourceSha256`:',
  verifyVersionCommand: 'Command: digest of a text',
  verifyChain: 'This gives the digest of each line. Each must stand in the next line, as `previous`:',
  verifyChainCommand: 'Command: digests of the chain’s lines',
  verifyLibrary:
    'Anyone who kept an old copy of the last digest can tell whether anything before it was changed. The legal team’s own check, `npm run policy -- verify`, does the same for the whole library.',
};

export const comparisonPage = {
  title: '{title}, {a} compared with {b}',
  heading: '{title}, compared',
  from: 'From',
  to: 'To',
  version: '(version {version})',
  cancelled: 'It was cancelled before it took effect.',
  onlyChanges: 'Only changes',
  wholeText: 'Whole text',
  inOneText: 'In one text',
  sideBySide: 'Side by side',
  swap: 'Swap',
  file: '[Word, with tracked changes](file) (for a PDF, print this page)',
  changes: 'Changed clauses',
  /** How a redline is marked, each said in its own mark. */
  legend: {
    inserted: 'Underlined: inserted',
    deleted: 'Struck through: deleted',
    moved: 'Double line at the side: moved',
  },
  printed: '{site} · {title} · Version {a} (SHA-256 {digestOfA}) compared with version {b} (SHA-256 {digestOfB})',
  busy: 'Many people are comparing versions right now. [Try again](here) in a moment.',
  sameVersion: 'Both are the same version: nothing changed.',
  sameWords: 'Both versions say the same, word for word: nothing changed.',
};

export const draftPage = {
  title: '{title}, draft',
  draftOf: 'Draft of',
  note: 'This is a draft. Nobody but you sees it.',
  fine: 'The page follows the file as you save it. Nothing is wrong with its text.',
  asPublished: 'As it would be published',
  changes: 'What it changes',
};
