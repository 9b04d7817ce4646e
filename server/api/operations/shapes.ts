import { z } from 'zod';
import { means, wrong } from '../../../src/words/api/shapes.ts';
import { readAddress } from '../../fields/address.ts';
import { isLine } from '../../fields/text.ts';

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

export const slug = (what: keyof typeof means.slug) => line(means.slug[what], /^[a-z0-9-]{1,64}$/, wrong.slug[what]);
export const versionName = line(means.versionName, /^\d{4}-\d{2}-\d{2}(-\d{1,3})?$/, wrong.versionName);
export const digest = line(means.digest, /^[0-9a-f]{64}$/, wrong.digest);
export const address = z.url().meta({ description: means.siteAddress });

const personId = line(means.personId, /^[\x21-\x7e]{1,128}$/, wrong.personId);
const emailError = wrong.email;
const email = z
  .string({ error: emailError })
  .max(254, { error: emailError })
  .refine((value) => value === value.trim() && readAddress(value) !== null, { error: emailError })
  .overwrite((value) => readAddress(value) ?? value)
  .meta({ format: 'idn-email', description: means.email });
const personError = wrong.person;

const nameError = wrong.name;
export const text = /^(?!\s)[^\p{Cc}\u2028\u2029]{1,200}(?<!\s)$/u;
export const toldText: Told = { pattern: '^\\S(.*\\S)?$', maxLength: 200 };

/** Whom a question is about. */
export const person = z
  .strictObject({ id: personId, email }, { error: personError })
  .meta({ id: 'Person', description: means.person.itself });

/** Who acts: the account that does not exist yet is made. */
export const actingPerson = z
  .strictObject(
    { id: personId, email, name: line(means.actingPerson.name, text, nameError, toldText) },
    { error: personError },
  )
  .meta({
    id: 'ActingPerson',
    description: means.actingPerson.itself,
  });

const placeError = wrong.place.line;
export const place = z
  .strictObject(
    {
      screen: line(means.place.screen, text, placeError, toldText),
      control: line(means.place.control, text, placeError, toldText),
    },
    { error: wrong.place.itself },
  )
  .meta({ id: 'Place', description: means.place.itself });

export const version = z
  .strictObject({
    version: versionName,
    publishedOn: z.iso.date(),
    effectiveOn: z.iso.date().meta({ description: means.version.effectiveOn }),
    class: z.enum(['editorial', 'notice', 'agreement']).nullable().meta({ description: means.version.class }),
    textSha256: digest.meta({ description: means.version.textSha256 }),
    sourceSha256: digest.meta({ description: means.version.sourceSha256 }),
    url: address.meta({ description: means.version.url }),
    textUrl: address.meta({ description: means.version.textUrl }),
  })
  .meta({ id: 'Version', description: means.version.itself });

export const documentsAnswer = z.strictObject({
  day: z.iso.date().meta({ description: means.documentsAnswer.day }),
  documents: z.array(
    z.strictObject({
      document: slug('document'),
      title: z.string(),
      isAgreement: z.boolean().meta({ description: means.documentsAnswer.documentsIsAgreement }),
      inEffect: version.nullable().meta({ description: means.documentsAnswer.documentsInEffect }),
      waiting: version.nullable().meta({ description: means.documentsAnswer.documentsWaiting }),
    }),
  ),
});

export const openApiAnswer = z.record(z.string(), z.unknown()).meta({ description: means.openApiAnswer });

export const problem = z
  .strictObject({
    type: z.url().meta({ description: means.problem.type }),
    title: z.string().meta({ description: means.problem.title }),
    status: z.int().min(400).max(599).meta({ description: means.problem.status }),
    detail: z.string().meta({ description: means.problem.detail }),
    code: z.string().meta({ description: means.problem.code }),
    requestId: z.string().meta({ description: means.problem.requestId }),
    errors: z
      .array(
        z.strictObject({
          pointer: z.string().meta({ description: means.problem.errorsPointer }),
          detail: z.string().meta({ description: means.problem.errorsDetail }),
        }),
      )
      .optional(),
  })
  .meta({ description: means.problem.itself });
