import { z } from 'zod';
import { fail, succeed } from '../../../src/library/model/result.ts';
import { means, wrong } from '../../../src/words/api/shapes.ts';
import * as linkedIdentities from '../../accounts/linked-identities.ts';
import { linkTime, offer } from '../../accounts/sessions/sign-in-links.ts';
import { after } from '../../clock.ts';
import { transaction } from '../../context.ts';
import { ada } from './examples.ts';
import { type Operation, operation } from './operation.ts';
import { actingPerson, address } from './shapes.ts';

const nextError = wrong.signIn.next;

const wanted = z.strictObject({
  person: actingPerson,
  next: z
    .string({ error: nextError })
    .max(200, { error: nextError })
    .regex(/^\/account\/([a-z0-9-]+\/)*$/, { error: nextError })
    .optional()
    .meta({ description: means.signIn.next }),
});

const link = z.strictObject({
  url: address.meta({ description: means.signInLink.url }),
  expiresAt: z.iso.datetime().meta({ description: means.signInLink.expiresAt }),
});

/** From the app to the account here, so that "your account" is one. */
export const signInLinkOperations: readonly Operation[] = [
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
    run: (ctx, { body: { person, next } }) =>
      transaction(ctx, async (ctx) => {
        const linked = await linkedIdentities.link(ctx, person);
        if (!linked.ok) return linked;
        const offered = await offer(ctx, linked.value, next ?? null);
        if (!offered.ok) return fail('too-many-links');
        const expiresAt = after(ctx.clock.now(), linkTime).toISOString();
        return succeed({ url: `${ctx.config.origin}/account/sign-in/app/${offered.value}/`, expiresAt });
      }),
  }),
];
