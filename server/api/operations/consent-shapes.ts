import { z } from 'zod';
import { means, wrong } from '../../../src/words/api/shapes.ts';
import { signatory } from './agreement-shapes.ts';
import { actingPerson, address, digest, person, place, slug, version, versionName } from './shapes.ts';

const purposeVersion = version
  .pick({ version: true, effectiveOn: true, class: true, textSha256: true, sourceSha256: true, url: true })
  .meta({ id: 'PurposeVersion', description: means.purposeVersion.itself });

export const purposesAnswer = z.strictObject({
  day: z.iso.date().meta({ description: means.purposesAnswer.day }),
  purposes: z.array(z.strictObject({ purpose: slug('purpose'), title: z.string(), inEffect: purposeVersion })),
});

export const consentQuestion = z.strictObject({ person, purpose: slug('purpose') });

export const consentAct = z.strictObject({
  person: actingPerson,
  purpose: slug('purpose'),
  act: z.enum(['give', 'refuse'], { error: wrong.consentAct.act }).meta({ description: means.consentAct.act }),
  version: versionName.meta({ description: means.consentAct.version }),
  textSha256: digest.meta({ description: means.consentAct.textSha256 }),
  signatory: signatory.optional(),
  hasAuthority: z
    .literal(true, { error: wrong.consentAct.hasAuthority })
    .optional()
    .meta({ description: means.consentAct.hasAuthority }),
  place,
});

export const withdrawal = z.strictObject({ person, purpose: slug('purpose'), place });

const answers = ['given', 'refused', 'withdrawn', 'asked-again', 'none'] as const;

export const consentAnswer = z
  .strictObject({
    purpose: slug('purpose'),
    given: z.boolean().meta({ description: means.consentAnswer.given }),
    answer: z.enum(answers).meta({
      description: means.consentAnswer.answer,
    }),
    version: z.string().nullable().meta({ description: means.consentAnswer.version }),
    at: z.iso.datetime().nullable().meta({ description: means.consentAnswer.at }),
    entry: z.string().nullable().meta({ description: means.consentAnswer.entry }),
    receiptUrl: address.nullable().meta({ description: means.consentAnswer.receiptUrl }),
  })
  .meta({ id: 'ConsentState', description: means.consentAnswer.itself });
