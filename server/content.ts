import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/** Who the controller is, as `content/company.yaml` says. */
const company = z.object({
  name: z.string(),
  siteName: z.string(),
  privacyAddress: z.string(),
  /** Who takes the money of customers with accounts, in a sentence. */
  billing: z.string().optional(),
  /** Whether businesses keep data of their own customers with it. */
  servesBusinesses: z.boolean().default(false),
  timeZone: z.string(),
  /** Of its texts, where a document names no other (BCP 47). */
  language: z.string().default('en'),
  /** What nobody has confirmed is not said. */
  facts: z.record(z.string(), z.object({ value: z.string().nullable(), confirmed: z.unknown() })).default({}),
});

/** How long each kind of data is kept, as `content/retention.yaml` says; `keep` is ISO 8601 or words. */
const retention = z.array(
  z.object({ id: z.string(), what: z.string(), why: z.string(), keep: z.string(), from: z.string() }),
);

export type Company = z.infer<typeof company>;
export type Retention = z.infer<typeof retention>;

/** Reads what the backend needs of the library, once, at start. */
export function readContent(root: string): { readonly company: Company; readonly retention: Retention } {
  const read = (name: string) => parse(readFileSync(join(root, name), 'utf8')) as unknown;
  return { company: company.parse(read('company.yaml')), retention: retention.parse(read('retention.yaml')) };
}

/** A fact as readers are told it. */
export function factOf({ facts }: Pick<Company, 'facts'>, id: string): string {
  const fact = facts[id];
  return fact?.value && fact.confirmed ? fact.value : 'to be confirmed';
}

/** The duration, such as `P7D`, for which an entry of `content/retention.yaml` is kept; throws where it has none. */
export function durationOf(retention: Retention, id: string): string {
  const duration = givenDurationOf(retention, id);
  if (!duration) throw new Error(`content/retention.yaml: "${id}" needs a duration such as P7D`);
  return duration;
}

/** Null where it is given in words. */
export function givenDurationOf(retention: Retention, id: string): string | null {
  const keep = retention.find((entry) => entry.id === id)?.keep ?? '';
  return /^P\d/.test(keep) ? keep : null;
}
