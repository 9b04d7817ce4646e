import { z } from 'zod';
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

export const slug = (what: string) =>
  line(`The name of the ${what} in addresses.`, /^[a-z0-9-]{1,64}$/, `Name a ${what}.`);
export const versionName = line(
  'The name of a version: the day of its publication, and -2 for a second one of that day.',
  /^\d{4}-\d{2}-\d{2}(-\d{1,3})?$/,
  'Name a version, like 2026-04-23.',
);
export const digest = line(
  'SHA-256, in 64 hexadecimal digits.',
  /^[0-9a-f]{64}$/,
  'Give a SHA-256, in 64 hexadecimal digits of small letters.',
);
export const address = z.url().meta({ description: 'An address of this site.' });

const personId = line(
  'The app’s own name for the person, which never changes and is never given to another.',
  /^[\x21-\x7e]{1,128}$/,
  'Give the app’s own id of the person: 1 to 128 visible ASCII characters.',
);
const emailError = 'Give one email address in full, like name@example.com.';
const email = z
  .string({ error: emailError })
  .max(254, { error: emailError })
  .refine((value) => value === value.trim() && readAddress(value) !== null, { error: emailError })
  .overwrite((value) => readAddress(value) ?? value)
  .meta({ format: 'idn-email', description: 'An address that the app has verified to be the person’s.' });
const personError = 'Name the person, as an object.';

const nameError = 'Give the name: 1 to 200 characters of text on one line.';
export const text = /^(?!\s)[^\p{Cc}\u2028\u2029]{1,200}(?<!\s)$/u;
export const toldText: Told = { pattern: '^\\S(.*\\S)?$', maxLength: 200 };

/** Whom a question is about. */
export const person = z
  .strictObject({ id: personId, email }, { error: personError })
  .meta({ id: 'Person', description: 'Somebody who uses the app.' });

/** Who acts: the account that does not exist yet is made. */
export const actingPerson = z
  .strictObject({ id: personId, email, name: line('Their name.', text, nameError, toldText) }, { error: personError })
  .meta({
    id: 'ActingPerson',
    description: 'Somebody who acts in the app. Whoever has no account here yet gets one, and a mail that says so.',
  });

const placeError = 'Say where it was done, as 1 to 200 characters of text on one line.';
export const place = z
  .strictObject(
    {
      screen: line('The screen of the app.', text, placeError, toldText),
      control: line('The button or switch that was pressed, as it is labelled.', text, placeError, toldText),
    },
    { error: 'Say where in the app it was done, as an object.' },
  )
  .meta({ id: 'Place', description: 'Where in the app somebody acted. It goes into the record.' });

export const version = z
  .strictObject({
    version: versionName,
    publishedOn: z.iso.date(),
    effectiveOn: z.iso.date().meta({ description: 'From when it binds.' }),
    class: z
      .enum(['editorial', 'notice', 'agreement'])
      .nullable()
      .meta({ description: 'How far the change goes. Null for a first version.' }),
    textSha256: digest.meta({ description: 'SHA-256 of the text as it is read: what an agreement names.' }),
    sourceSha256: digest.meta({ description: 'SHA-256 of the text at textUrl, byte for byte.' }),
    url: address.meta({ description: 'The page of this version, for ever.' }),
    textUrl: address.meta({ description: 'Its source.' }),
  })
  .meta({ id: 'Version', description: 'A published version.' });

export const documentsAnswer = z.strictObject({
  day: z.iso.date().meta({ description: 'Today, where the company is.' }),
  documents: z.array(
    z.strictObject({
      document: slug('document'),
      title: z.string(),
      isAgreement: z.boolean().meta({ description: 'Whether people agree to it.' }),
      inEffect: version.nullable().meta({ description: 'The version that binds today.' }),
      waiting: version.nullable().meta({ description: 'The version that is published and not yet in effect.' }),
    }),
  ),
});

export const openApiAnswer = z
  .record(z.string(), z.unknown())
  .meta({ description: 'A document after https://spec.openapis.org/oas/v3.1.' });

export const problem = z
  .strictObject({
    type: z.url().meta({ description: 'Where the problem is explained.' }),
    title: z.string().meta({ description: 'The problem, the same whenever it occurs.' }),
    status: z.int().min(400).max(599).meta({ description: 'The status of the answer.' }),
    detail: z.string().meta({ description: 'What to do about it.' }),
    code: z.string().meta({ description: 'The problem’s name, for programs.' }),
    requestId: z.string().meta({ description: 'The request’s name in our log.' }),
    errors: z
      .array(
        z.strictObject({
          pointer: z.string().meta({ description: 'A place in the body (RFC 6901).' }),
          detail: z.string().meta({ description: 'What must stand there.' }),
        }),
      )
      .optional(),
  })
  .meta({ description: 'A problem after RFC 9457.' });
