import { agreementOperations } from './agreements.ts';
import { createAnswers } from './answers.ts';
import { consentOperations } from './consents.ts';
import { explain as explained } from './explanation.ts';
import { createApiKeys } from './keys.ts';
import type { ApiNeeds } from './needs.ts';
import { openApiOf } from './open-api.ts';
import { methodsOf, type Operation } from './operation.ts';
import { publicOperations } from './public.ts';
import { createRepeats } from './repeats.ts';
import { signInLinkOperations } from './sign-in-links.ts';

export type Api = ReturnType<typeof createApi>;

/** What the company's own programs may ask of this site, and record here. */
export function createApi(needs: ApiNeeds) {
  const keys = createApiKeys(needs);
  const repeats = createRepeats(needs);
  const operations: readonly Operation[] = [
    ...publicOperations({ ...needs, openApi }),
    ...consentOperations(needs),
    ...agreementOperations(needs),
    ...signInLinkOperations(needs),
  ];
  const { answer } = createAnswers({ ...needs, keys, repeats, operations });
  return { answer, methodsAt, openApi, explain, operations, keys, runJobs };

  /** What may be done at an address; null where there is none. */
  function methodsAt(path: string): string | null {
    return methodsOf(operations.filter((operation) => operation.path === path));
  }

  function openApi() {
    const { config, company } = needs;
    return openApiOf(operations, { origin: config.origin, name: company.name, email: company.privacyAddress });
  }

  /** What a page says of it. */
  function explain() {
    return explained(operations);
  }

  async function runJobs(): Promise<void> {
    await repeats.forget();
  }
}
