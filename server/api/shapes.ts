import { z } from 'zod';
import { asks, means } from '../../src/words/api-schemas.ts';
import { readAddress } from '../fields/address.ts';
import { isLine } from '../fields/text.ts';

/** A text of one line; `error` says what it must be, also where it is missing. */
export function line(description: string, pattern: RegExp, error: string, told: Told = {}) {
  return z
    .string({ error })
    .regex(pattern, { error })
    .refine(isLine, { error })
    .meta({ description, ...told });
}

/**
 * What a description says where a pattern is one that Python and Go cannot read: it takes all that we take, and a little
 * more.
 */
interface Told {
  readonly pattern?: string;
  readonly maxLength?: number;
}

export const slug = (what: 'document' | 'purpose') => line(means[what], /^[a-z0-9-]{1,64}$/, asks[what]);
export const versionName = line(means.versionName, /^\d{4}-\d{2}-\d{2}(-\d{1,3})?$/, asks.versionName);
export const digest = line(means.digest, /^[0-9a-f]{64}$/, asks.digest);
export const address = z.url().meta({ description: means.address });

const personId = line(means.personId, /^[\x21-\x7e]{1,128}$/, asks.personId);
const email = z
  .string({ error: asks.email })
  .max(254, { error: asks.email })
  .refine((value) => value === value.trim() && readAddress(value) !== null, { error: asks.email })
  .overwrite((value) => readAddress(value) ?? value)
  .meta({ format: 'idn-email', description: means.email });

export const text = /^(?!\s)[^\p{Cc}\u2028\u2029]{1,200}(?<!\s)$/u;
export const toldText: Told = { pattern: '^\\S(.*\\S)?$', maxLength: 200 };

/** Whom a question is about. */
export const person = z
  .strictObject({ id: personId, email }, { error: asks.person })
  .meta({ id: 'Person', description: means.person });

/** Who acts: the account that does not exist yet is made. */
export const actingPerson = z
  .strictObject(
    { id: personId, email, name: line(means.personName, text, asks.name, toldText) },
    { error: asks.person },
  )
  .meta({
    id: 'ActingPerson',
    description: means.actingPerson,
  });

export const place = z
  .strictObject(
    {
      screen: line(means.screen, text, asks.place, toldText),
      control: line(means.control, text, asks.place, toldText),
    },
    { error: asks.placeObject },
  )
  .meta({ id: 'Place', description: means.place });

export const version = z
  .strictObject({
    version: versionName,
    publishedOn: z.iso.date(),
    effectiveOn: z.iso.date().meta({ description: means.effectiveOn }),
    class: z.enum(['editorial', 'notice', 'agreement']).nullable().meta({ description: means.class }),
    textSha256: digest.meta({ description: means.textSha256 }),
    sourceSha256: digest.meta({ description: means.sourceSha256 }),
    url: address.meta({ description: means.versionUrl }),
    textUrl: address.meta({ description: means.textUrl }),
  })
  .meta({ id: 'Version', description: means.version });

export const documentsAnswer = z.strictObject({
  day: z.iso.date().meta({ description: means.day }),
  documents: z.array(
    z.strictObject({
      document: slug('document'),
      title: z.string(),
      isAgreement: z.boolean().meta({ description: means.isAgreement }),
      inEffect: version.nullable().meta({ description: means.inEffect }),
      waiting: version.nullable().meta({ description: means.waiting }),
    }),
  ),
});

export const openApiAnswer = z.record(z.string(), z.unknown()).meta({ description: means.openApi });

export const problem = z
  .strictObject({
    type: z.url().meta({ description: means.problemType }),
    title: z.string().meta({ description: means.problemTitle }),
    status: z.int().min(400).max(599).meta({ description: means.problemStatus }),
    detail: z.string().meta({ description: means.problemDetail }),
    code: z.string().meta({ description: means.problemCode }),
    requestId: z.string().meta({ description: means.requestId }),
    errors: z
      .array(
        z.strictObject({
          pointer: z.string().meta({ description: means.errorPointer }),
          detail: z.string().meta({ description: means.errorDetail }),
        }),
      )
      .optional(),
  })
  .meta({ description: means.problem });
