import { z } from 'zod';
import { asks, means } from '../../src/words/api-schemas.ts';
import { actingPerson, address, digest, person, place, slug, version, versionName } from './shapes.ts';

const purposeVersion = version
  .pick({ version: true, effectiveOn: true, class: true, textSha256: true, sourceSha256: true, url: true })
  .meta({ id: 'PurposeVersion', description: means.purposeVersion });

export const purposesAnswer = z.strictObject({
  day: z.iso.date().meta({ description: means.day }),
  purposes: z.array(z.strictObject({ purpose: slug('purpose'), title: z.string(), inEffect: purposeVersion })),
});

export const consentQuestion = z.strictObject({ person, purpose: slug('purpose') });

export const consentAct = z.strictObject({
  person: actingPerson,
  purpose: slug('purpose'),
  act: z.enum(['give', 'refuse'], { error: asks.act }).meta({ description: means.act }),
  version: versionName.meta({ description: means.shownVersion }),
  textSha256: digest.meta({ description: means.shownDigest }),
  place,
});

export const withdrawal = z.strictObject({ person, purpose: slug('purpose'), place });

const answers = ['given', 'refused', 'withdrawn', 'asked-again', 'none'] as const;

export const consentAnswer = z
  .strictObject({
    purpose: slug('purpose'),
    given: z.boolean().meta({ description: means.given }),
    answer: z.enum(answers).meta({
      description: means.answer,
    }),
    version: z.string().nullable().meta({ description: means.answeredVersion }),
    at: z.iso.datetime().nullable().meta({ description: means.recordedAt }),
    entry: z.string().nullable().meta({ description: means.entry }),
    receiptUrl: address.nullable().meta({ description: means.receiptUrl }),
  })
  .meta({ id: 'ConsentState', description: means.consentState });
