import { z } from 'zod';
import { means, wrong } from '../../../src/words/api/shapes.ts';
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
const addressError = wrong.signatory.address;

export const signatory = z
  .strictObject(
    {
      name: line(means.signatory.name, text, wrong.signatory.name, toldText),
      capacity: line(means.signatory.capacity, text, wrong.signatory.capacity, toldText),
      business: line(means.signatory.business, text, wrong.signatory.business, toldText),
      address: z
        .string({ error: addressError })
        .max(500, { error: addressError })
        .regex(lines, { error: addressError })
        .refine(isText, { error: addressError })
        .meta({ description: means.signatory.address, pattern: '^\\S' }),
    },
    { error: wrong.signatory.itself },
  )
  .meta({ id: 'Signatory', description: means.signatory.itself });

export const agreementAct = z.strictObject({
  person: actingPerson,
  document: slug('document'),
  version: versionName.meta({ description: means.agreementAct.version }),
  textSha256: digest.meta({ description: means.agreementAct.textSha256 }),
  signatory,
  hasAuthority: z
    .literal(true, { error: wrong.agreementAct.hasAuthority })
    .meta({ description: means.agreementAct.hasAuthority }),
  place,
});

const standings = ['none', 'agreed', 'superseded', 'declined', 'negotiated'] as const;

export const agreementAnswer = z
  .strictObject({
    document: slug('document'),
    title: z.string(),
    agreed: z.boolean().meta({ description: means.agreementAnswer.agreed }),
    standing: z.enum(standings).meta({
      description: means.agreementAnswer.standing,
    }),
    inEffect: version,
    agreement: z
      .strictObject({
        version: z.string().nullable().meta({ description: means.agreementAnswer.agreementVersion }),
        at: z.iso.datetime().meta({ description: means.agreementAnswer.agreementAt }),
        entry: z.string().meta({ description: means.agreementAnswer.agreementEntry }),
        receiptUrl: address.meta({ description: means.agreementAnswer.agreementReceiptUrl }),
      })
      .nullable()
      .meta({ description: means.agreementAnswer.agreement }),
  })
  .meta({ id: 'AgreementState', description: means.agreementAnswer.itself });

export const agreementsAnswer = z.strictObject({
  agreed: z.boolean().meta({ description: means.agreementsAnswer.agreed }),
  agreements: z.array(agreementAnswer).meta({ description: means.agreementsAnswer.agreements }),
});
