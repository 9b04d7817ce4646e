/**
 * Whether a mail comes from where it says: `proven` and `disowned` are the word of the server that took it, `unproven` is
 * all else, and most of that is true.
 */
export type Authorship = 'proven' | 'disowned' | 'unproven';

/** So much of a header is read. */
const longest = 8_000;

interface Said {
  readonly method: string;
  readonly result: string;
  readonly about: string;
}

/**
 * Reads the Authentication-Results header that stands first (RFC 8601): a server writes its own above all that it was sent.
 * A proof is DMARC for the domain of the author, or a signature of that domain or of one above it. Where a mail went (SPF)
 * proves no author.
 */
export function authorshipOf(header: string, author: string | null): Authorship {
  const domain = author?.slice(author.lastIndexOf('@') + 1).toLowerCase();
  const said = readResults(header.slice(0, longest));
  const has = (method: string, result: string) => said.some((one) => one.method === method && one.result === result);
  if (has('dmarc', 'fail')) return 'disowned';
  if (domain && said.some((one) => proves(one, domain))) return 'proven';
  return has('dkim', 'fail') || has('spf', 'fail') ? 'disowned' : 'unproven';
}

function proves({ method, result, about }: Said, domain: string): boolean {
  if (result !== 'pass') return false;
  const named = (property: RegExp) => property.exec(about)?.[1]?.toLowerCase();
  if (method === 'dmarc') return named(/\sheader\.from=(?:\S*@)?([\w.-]+)/i) === domain;
  if (method !== 'dkim') return false;
  const signer = named(/\sheader\.(?:d|i)=(?:\S*@)?([\w.-]+)/i);
  return signer !== undefined && (domain === signer || domain.endsWith(`.${signer}`));
}

/** Behind the name of the server. */
function readResults(header: string): Said[] {
  return withoutComments(header)
    .split(';')
    .slice(1)
    .flatMap((clause) => {
      const [, method, result, about] = /^\s*([a-z]+)(?:\s*\/\s*\d+)?\s*=\s*([a-z]+)(\s.*)?$/is.exec(clause) ?? [];
      return method && result ? { method: method.toLowerCase(), result: result.toLowerCase(), about: about ?? '' } : [];
    });
}

/** Comments nest, and what is quoted was often sent by whoever is in question: neither is an answer. */
function withoutComments(header: string): string {
  let kept = '';
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < header.length; at += 1) {
    const sign = header[at];
    if (sign === '\\' && (isQuoted || depth > 0)) at += 1;
    else if (sign === '"' && depth === 0) isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (sign === '(') depth += 1;
    else if (sign === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0) kept += sign;
  }
  return kept;
}
