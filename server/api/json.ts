import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { isPlainText } from '../http/bodies/urlencoded.ts';

export type JsonProblem = 'json-malformed' | 'json-key-twice' | 'json-key-forbidden' | 'json-not-text';

const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/g;

/**
 * Reads JSON of which two programs could make only one thing: no member twice in an object, none named `__proto__`,
 * and nothing in a string that is no text.
 */
export function readJson(body: string): Result<unknown, JsonProblem> {
  const value = parse(body);
  return value === undefined ? fail('json-malformed') : checkStrings(body, value);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** The text is JSON already, so that its tokens are what they seem. */
function checkStrings(body: string, value: unknown): Result<unknown, JsonProblem> {
  // For each object or array that is open: the names seen in it, or null for an array.
  const open: (Set<string> | null)[] = [];
  let isName = false;
  for (const [token] of body.matchAll(tokens)) {
    if (token === '{') open.push(new Set());
    if (token === '[') open.push(null);
    if (token === '}' || token === ']') open.pop();
    if (token.startsWith('"')) {
      const text = JSON.parse(token) as string;
      if (!isPlainText(text)) return fail('json-not-text');
      const names = open.at(-1);
      if (names && isName) {
        if (text === '__proto__') return fail('json-key-forbidden');
        if (names.has(text)) return fail('json-key-twice');
        names.add(text);
      }
    }
    isName = token === '{' || (token === ',' && open.at(-1) instanceof Set);
  }
  return succeed(value);
}
