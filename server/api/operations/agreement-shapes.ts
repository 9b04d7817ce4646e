import { z } from 'zod';
import { isText } from '../../fields/text.ts';
import {
  actingPerson,
  address,
  digest,
  line,
  person,
  place,
  slug,
  text,
  toldText,
  version,
  versionName,
} from './shapes.ts';

export const agreementQuestion = z.strictObject({ person });

const lines = /^(?!\s)[^\p{Cc}\u2028\u2029]+(\n[^\p{Cc}\u2028\u2029]+)*(?<!\s)$/u;
const addressError = 'Give the postal address of the business: up to 500 characters, with line breaks.';

export const signatory = z
  .strictObject(
    {
      name: line(
        'Who agrees, by name.',
        text,
        'Give the name of whoever agrees: 1 to 200 characters on one line.',
        toldText,
      ),
      capacity: line(
        'In what capacity, such as Director.',
        text,
        'Give the capacity: 1 to 200 characters on one line.',
        toldText,
      ),
      business: line('For which business.', text, 'Name the business: 1 to 200 characters on one line.', toldText),
      address: z
        .string({ error: addressError })
        .max(500, { error: addressError })
        .regex(lines, { error: addressError })
        .refine(isText, { error: addressError })
        .meta({ description: 'Its postal address, with line breaks.', pattern: '^\\S' }),
    },
    { error: 'Say who agrees and for which business, as an object.' },
  )
  .meta({ id: 'Signatory', description: 'Who agrees, in what capacity, for which business.' });

export const agreementAct = z.strictObject({
  person: actingPerson,
  document: slug('document'),
  version: versionName.meta({ description: 'The version that the person was shown.' }),
  textSha256: digest.meta({ description: 'The digest of its text.' }),
  signatory,
  hasAuthority: z
    .literal(true, { error: 'Say true once the person has confirmed that they may agree for the business.' })
    .meta({ description: 'That the person confirmed to have authority for the business.' }),
  place,
});

const standings = ['none', 'agreed', 'superseded', 'declined', 'negotiated'] as const;

export const agreementAnswer = z
  .strictObject({
    document: slug('document'),
    title: z.string(),
    agreed: z.boolean().meta({ description: 'Whether the person has agreed to what is in effect.' }),
    standing: z.enum(standings).meta({
      description:
        '"superseded": new terms took effect since. "declined": the person declined them. "negotiated": there is a contract of its own, and nothing to ask.',
    }),
    inEffect: version,
    agreement: z
      .strictObject({
        version: z.string().nullable().meta({ description: 'The version agreed to. Null for a contract of its own.' }),
        at: z.iso.datetime().meta({ description: 'When it was recorded.' }),
        entry: z.string().meta({ description: 'Its number in the ledger.' }),
        receiptUrl: address.meta({ description: 'The receipt, for the person, who signs in to read it.' }),
      })
      .nullable()
      .meta({ description: 'What the person agreed to last.' }),
  })
  .meta({ id: 'AgreementState', description: 'How a person stands with a document that is agreed to.' });

export const agreementsAnswer = z.strictObject({
  agreed: z.boolean().meta({ description: 'Whether the person has agreed to all that is in effect.' }),
  agreements: z.array(agreementAnswer).meta({ description: 'Each document that is agreed to.' }),
});
