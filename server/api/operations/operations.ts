import { succeed } from '../../../src/library/model/result.ts';
import type { Context } from '../../context.ts';
import { openApiOf } from '../open-api.ts';
import { agreementOperations } from './agreements.ts';
import { consentOperations } from './consents.ts';
import { type Operation, operation } from './operation.ts';
import { publicOperations } from './public.ts';
import { requestTaskOperations } from './request-tasks.ts';
import { openApiAnswer } from './shapes.ts';
import { signInLinkOperations } from './sign-in-links.ts';

/** The description of all the others, and of itself. */
const describe = operation({
  id: 'describe',
  method: 'GET',
  path: '/api/v1/openapi.json',
  scope: null,
  answer: openApiAnswer,
  run: async (ctx) => succeed({ ...openApi(ctx) }),
});

/** What the company's own programs may ask of this site, and record here. */
export const operations: readonly Operation[] = [
  ...[...publicOperations, describe],
  ...consentOperations,
  ...agreementOperations,
  ...signInLinkOperations,
  ...requestTaskOperations,
];

export function openApi({ config, content: { company } }: Context) {
  return openApiOf(operations, { origin: config.origin, name: company.name, email: company.privacyAddress });
}
