import { z } from 'zod';
import { asks, means } from '../../src/words/api-schemas.ts';
import { after } from '../clock.ts';
import { fail, succeed } from '../result.ts';
import { ada } from './examples.ts';
import type { ApiNeeds } from './needs.ts';
import { type Operation, operation } from './operation.ts';
import { actingPerson, address } from './shapes.ts';

const wanted = z.strictObject({
  person: actingPerson,
  next: z
    .string({ error: asks.next })
    .max(200, { error: asks.next })
    .regex(/^\/account\/([a-z0-9-]+\/)*$/, { error: asks.next })
    .optional()
    .meta({ description: means.next }),
});

const link = z.strictObject({
  url: address.meta({ description: means.linkUrl }),
  expiresAt: z.iso.datetime().meta({ description: means.linkExpiresAt }),
});

/** From the app to the account here, so that "your account" is one. */
export function signInLinkOperations({
  accounts,
  clock,
  config,
}: Pick<ApiNeeds, 'accounts' | 'clock' | 'config'>): Operation[] {
  const { appPeople, handingOver } = accounts;
  return [
    operation({
      id: 'createSignInLink',
      method: 'POST',
      path: '/api/v1/sign-in-links/',
      scope: 'sign-in-links:write',
      status: 201,
      body: wanted,
      example: { person: ada, next: '/account/consents/' },
      answer: link,
      problems: ['person-other', 'too-many-links'],
      run: ({ body: { person, next }, db }) =>
        db.transaction().execute(async (db) => {
          const tied = await appPeople.tie(db, person);
          if (!tied.ok) return tied;
          const offered = await handingOver.offer(db, tied.value, next ?? null);
          if (!offered.ok) return fail('too-many-links');
          const expiresAt = after(clock.now(), handingOver.linkTime).toISOString();
          return succeed({ url: `${config.origin}/account/sign-in/app/${offered.value}/`, expiresAt });
        }),
    }),
  ];
}
