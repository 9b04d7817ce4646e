import { z } from 'zod';
import { isDay } from './days.ts';
import { attempt } from './result.ts';

// The words of YAML files that people write by hand: every file is read strictly, so that a slip is not lost.

const day = z.string().refine(isDay, 'must be a day in quotation marks, as "2026-04-23"');
const text = z.string().min(1);

const factShape = z.strictObject({
  value: text.nullable(),
  confirmed: z.union([z.literal(false), z.strictObject({ by: text, on: day })], {
    error: 'must be false, or who confirmed it and when: { by: "…", on: "2026-12-01" }',
  }),
});

export type Fact = z.infer<typeof factShape>;

/** What is not confirmed by somebody, by name and date, is shown as "to be confirmed". */
const fact = factShape.refine(hasValue, unfounded());
const labelled = factShape.extend({ label: text }).refine(hasValue, unfounded());

/** A language tag (BCP 47), as `en`, `de` or `pt-BR`. */
const language = z.string().refine(isLanguage, 'must be a language tag, as en, de or pt-BR');

/** What can stand in addresses as it is. */
export const slugPattern = /^[a-z][a-z0-9-]*$/;
export const slug = z.string().regex(slugPattern, 'must be small letters, digits and hyphens');

/**
 * The notice that receipts and forms lead to; the text whose table is the list of subprocessors; who runs the site,
 * which some laws want within reach of every page.
 */
export const roles = ['privacy-notice', 'subprocessors', 'imprint'] as const;
export type Role = (typeof roles)[number];

/** Whether it is told of, is agreed to, or informs. */
export const documentKinds = ['notice', 'agreement', 'information'] as const;
const kinds = [...documentKinds, 'purpose'] as const;

export const documentShape = z.strictObject({
  title: text,
  description: text,
  audience: text,
  /** Of its text; the company's where none is named. */
  language: language.optional(),
  kind: z.enum(kinds, { error: `must be one of ${kinds.join(', ')}` }),
  /** What it is to the site, where it is more than one text among others. */
  role: z.enum(roles).optional(),
  /** Whether the list of subprocessors in effect is shown above its own words. */
  showsSubprocessors: z.boolean().default(false),
  /** Whether its first version was published before there was this site: then it is a fact, not ours to make again. */
  publishedElsewhere: z.boolean().default(false),
  order: z.int().positive(),
  /** Days between publication and effect of a version that needs notice. */
  noticeDays: z.int().nonnegative(),
  /** Of the list of subprocessors: days within which whoever objects to a change is answered. */
  objectionDays: z.int().positive().default(30),
  /** Whether what customers agreed to lets a subprocessor be replaced at once in an emergency, and told of then. */
  urgentReplacement: z.boolean().default(false),
  /** Facts of the company without which nobody can agree to it, each with the clause that states it. */
  agreementFacts: z.record(slug, slug).default({}),
  /** Whether its first version may be made again: nobody relies on it yet. Taken out for good with the first release. */
  provisional: z.boolean().default(false),
  /** Whether its promises and their proofs are shown to readers, or kept inside. */
  promises: z.enum(['shown', 'hidden']).default('shown'),
  /** After how many months it is to be looked through again. */
  reviewMonths: z.int().positive().optional(),
  /** Names that its folder had, oldest first: the addresses under them lead here for ever. */
  formerly: z.array(slug).default([]),
  /** Ids of clauses that are gone for good; none is ever given to another clause. */
  retired: z.array(slug).default([]),
});

const authority = z.strictObject({ name: text, url: z.url({ protocol: /^https$/ }) });

export const companyShape = z.strictObject({
  name: text,
  siteName: text,
  privacyAddress: z.email('must be an email address, as somebody@example.com'),
  /** In which its texts are written, where a document names no other. */
  language,
  /** Who takes the money of customers with accounts, in a sentence; nothing is said where there is nothing to say. */
  billing: text.optional(),
  /** Whether businesses keep data of their own customers with it: then requests may be for one of them. */
  servesBusinesses: z.boolean().default(false),
  timeZone: z.string().refine(isTimeZone, 'must be a time zone, as America/New_York'),
  /** Its own systems beside this site that hold personal data, as its web app: each has its part in a request. */
  systems: z.array(z.strictObject({ id: slug, name: text, dataCategories: z.array(text).min(1) })).default([]),
  /** Where people can complain, by the place (ISO 3166): it stands before what the site knows of it. */
  authorities: z.record(z.string().regex(/^[A-Z]{2}(-[A-Z]{2})?$/), z.array(authority).min(1)).default({}),
  facts: z.record(slug, labelled),
});

export type Company = z.infer<typeof companyShape>;

const subprocessor = z
  .strictObject({
    id: slug,
    name: text,
    purpose: text,
    dataCategories: z.array(text).min(1),
    /** Those of them that it processes for customers, on whose instructions; the same where nothing is said. */
    customerData: z.array(text).optional(),
    status: z.enum(['proposed', 'active', 'removed']),
    /** From when it processes; of one that is proposed, from when it is to. */
    since: day,
    /** From when it no longer does. */
    until: day.optional(),
    legalName: fact,
    location: fact,
    transferMechanism: fact,
    /** How long it keeps such data at most after it was told to delete it. */
    deletesWithin: fact.optional(),
    /** Who examined it and its contract, and when. */
    vetted: fact,
  })
  .refine(({ status, until }) => (status === 'removed') === (until !== undefined), {
    path: ['until'],
    message: 'is the day from which a removed provider no longer processes: write it there, and there alone',
  })
  .refine(
    ({ dataCategories, customerData = [] }) => customerData.every((category) => dataCategories.includes(category)),
    { path: ['customerData'], message: 'names nothing but what dataCategories names' },
  )
  .refine(({ since, until }) => until === undefined || since < until, {
    path: ['until'],
    message: 'comes after since',
  });

export const subprocessorsShape = z
  .array(subprocessor)
  .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, 'names an id twice');

export type Subprocessor = z.infer<typeof subprocessorsShape>[number];

export function isConfirmed(fact: Fact): fact is Fact & { value: string } {
  return fact.value !== null && fact.confirmed !== false;
}

export function isTimeZone(name: string): boolean {
  return attempt(() => new Intl.DateTimeFormat('en-US', { timeZone: name })) !== null;
}

const languageNames = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });

function isLanguage(tag: string): boolean {
  // A tag may be well formed and name no language, as und: then `of` throws.
  const locale = attempt(() => new Intl.Locale(tag));
  return locale?.toString() === tag && Boolean(attempt(() => languageNames.of(locale.language)));
}

/** How long each kind of data is kept: an ISO 8601 duration, or words where no number fits. */
export const retentionShape = z.array(z.strictObject({ id: slug, what: text, why: text, keep: text, from: text }));

function hasValue({ value, confirmed }: Fact): boolean {
  return value !== null || confirmed === false;
}

function unfounded() {
  return { path: ['value'], message: 'is confirmed and empty: write what was confirmed, as "None appointed"' };
}
