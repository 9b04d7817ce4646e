import { z } from 'zod';
import { signatory } from './agreement-shapes.ts';
import { actingPerson, address, digest, person, place, slug, version, versionName } from './shapes.ts';

const purposeVersion = version
  .pick({ version: true, effectiveOn: true, class: true, textSha256: true, sourceSha256: true, url: true })
  .meta({ id: 'PurposeVersion', description: 'A version of what consent is asked for.' });

export const purposesAnswer = z.strictObject({
  day: z.iso.date().meta({ description: 'Today, where the company is.' }),
  purposes: z.array(z.strictObject({ purpose: slug('purpose'), title: z.string(), inEffect: purposeVersion })),
});

export const consentQuestion = z.strictObject({ person, purpose: slug('purpose') });

export const consentAct = z.strictObject({
  person: actingPerson,
  purpose: slug('purpose'),
  act: z
    .enum(['give', 'refuse'], { error: 'Say "give" or "refuse".' })
    .meta({ description: 'What the person decided. To take back what was given, see withdrawals.' }),
  version: versionName.meta({ description: 'The version that the person was shown.' }),
  textSha256: digest.meta({ description: 'The digest of its text.' }),
  signatory: signatory.optional(),
  hasAuthority: z
    .literal(true, { error: 'Say true once the person has confirmed that they may instruct for the business.' })
    .optional()
    .meta({ description: 'With signatory, where the purpose asks a business: that the person may instruct for it.' }),
  place,
});

export const withdrawal = z.strictObject({ person, purpose: slug('purpose'), place });

const answers = ['given', 'refused', 'withdrawn', 'asked-again', 'none'] as const;

export const consentAnswer = z
  .strictObject({
    purpose: slug('purpose'),
    given: z.boolean().meta({ description: 'Whether what the purpose says may be done. Whatever is not known is no.' }),
    answer: z.enum(answers).meta({
      description:
        'What the person said last. "asked-again": a yes that counts no longer, because another text is asked now or a backup was restored. "none": nothing yet.',
    }),
    version: z.string().nullable().meta({ description: 'The version that this answer was to.' }),
    at: z.iso.datetime().nullable().meta({ description: 'When it was recorded.' }),
    entry: z.string().nullable().meta({ description: 'Its number in the ledger.' }),
    receiptUrl: address.nullable().meta({ description: 'The receipt, for the person, who signs in to read it.' }),
  })
  .meta({ id: 'ConsentState', description: 'How a person stands with a purpose.' });
