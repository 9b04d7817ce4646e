import type { Context } from '../context.ts';
import { answer } from './answers.ts';
import { explain } from './explanation.ts';
import { methodsOf } from './operations/operation.ts';
import { openApi, operations } from './operations/operations.ts';

/** What the company's own programs hear, and a page says of it: the verbs of pages. */
export const api = { answer, methodsAt, openApi, explain: () => explain(operations) };

/** What may be done at an address; null where there is none. */
function methodsAt(_: Context, path: string): string | null {
  return methodsOf(operations.filter((operation) => operation.path === path));
}
