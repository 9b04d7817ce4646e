import { z } from 'zod';
import { fail, succeed } from '../../../src/library/model/result.ts';
import * as linkedIdentities from '../../accounts/linked-identities.ts';
import { linkTime, offer } from '../../accounts/sessions/sign-in-links.ts';
import { after } from '../../clock.ts';
import { transaction } from '../../context.ts';
import { ada } from './examples.ts';
import { type Operation, operation } from './operation.ts';
import { actingPerson, address } from './shapes.ts';

const nextError = 'Name a page of the account, like /account/consents/, or leave it out.';

const wanted = z.strictObject({
  person: actingPerson,
  next: z
    .string({ error: nextError })
    .max(200, { error: nextError })
    .regex(/^\/account\/([a-z0-9-]+\/)*$/, { error: nextError })
    .optional()
    .meta({ description: 'The page to open after signing in. The overview, if left out.' }),
});

const link = z.strictObject({
  url: address.meta({ description: 'Where to send the person’s browser. It holds a secret: keep it out of logs.' }),
  expiresAt: z.iso.datetime().meta({ description: 'Until when it works: for one minute, once.' }),
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
