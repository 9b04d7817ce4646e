import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { isPlainText } from './bodies/urlencoded.ts';

interface Path {
  /** One spelling for each page: what needs no escape is not escaped. */
  readonly path: string;
  /** With its question mark, or empty. */
  readonly query: string;
}

type PathProblem = 'address-malformed' | 'address-long' | 'not-found';

const longestAddress = 4096;

/** Reads the target of a request. Anything that two programs could read in two ways is refused. */
export function readPath(target: string): Result<Path, PathProblem> {
  if (target.length > longestAddress) return fail('address-long');

  const mark = target.indexOf('?');
  const raw = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? '' : target.slice(mark);
  if (!raw.startsWith('/') || /[\\#]|%2f|%5c/i.test(raw)) return fail('address-malformed');

  const decoded = decode(raw);
  // An escape inside an escape would be read once more further in.
  if (decoded === null || !isPlainText(decoded) || /[\r\n\t?#]|%[0-9a-f]{2}/i.test(decoded)) {
    return fail('address-malformed');
  }
  if (decoded.split('/').some((segment) => segment === '.' || segment === '..')) return fail('address-malformed');
  if (decoded.includes('//')) return fail('not-found');

  return succeed({ path: encodeURI(decoded), query });
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
