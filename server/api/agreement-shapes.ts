import { z } from 'zod';
import { asks, means } from '../../src/words/api-schemas.ts';
import { isText } from '../fields/text.ts';
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

const signatory = z
  .strictObject(
    {
      name: line(means.signatoryName, text, asks.signatoryName, toldText),
      capacity: line(means.capacity, text, asks.capacity, toldText),
      business: line(means.business, text, asks.business, toldText),
      address: z
        .string({ error: asks.postalAddress })
        .max(500, { error: asks.postalAddress })
        .regex(lines, { error: asks.postalAddress })
        .refine(isText, { error: asks.postalAddress })
        .meta({ description: means.postalAddress, pattern: '^\\S' }),
    },
    { error: asks.signatory },
  )
  .meta({ id: 'Signatory', description: means.signatory });

export const agreementAct = z.strictObject({
  person: actingPerson,
  document: slug('document'),
  version: versionName.meta({ description: means.shownVersion }),
  textSha256: digest.meta({ description: means.shownDigest }),
  signatory,
  hasAuthority: z.literal(true, { error: asks.hasAuthority }).meta({ description: means.hasAuthority }),
  place,
});

const standings = ['none', 'agreed', 'superseded', 'declined', 'negotiated'] as const;

export const agreementAnswer = z
  .strictObject({
    document: slug('document'),
    title: z.string(),
    agreed: z.boolean().meta({ description: means.agreed }),
    standing: z.enum(standings).meta({
      description: means.standing,
    }),
    inEffect: version,
    agreement: z
      .strictObject({
        version: z.string().nullable().meta({ description: means.agreedVersion }),
        at: z.iso.datetime().meta({ description: means.recordedAt }),
        entry: z.string().meta({ description: means.entry }),
        receiptUrl: address.meta({ description: means.receiptUrl }),
      })
      .nullable()
      .meta({ description: means.agreement }),
  })
  .meta({ id: 'AgreementState', description: means.agreementState });

export const agreementsAnswer = z.strictObject({
  agreed: z.boolean().meta({ description: means.agreedToAll }),
  agreements: z.array(agreementAnswer).meta({ description: means.agreements }),
});
