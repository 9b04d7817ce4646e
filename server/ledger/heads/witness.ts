import { appendFileSync } from 'node:fs';
import { z } from 'zod';
import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { isLocalOrigin } from '../../config.ts';
import type { PublicKey } from '../../crypto/signatures.ts';
import { digestShape } from '../entry.ts';
import { headShape, keyShape, readCommitted, writeLines } from './head-file.ts';
import { type Head, type PublishedHead, rests } from './heads.ts';

/** What `/ledger-head.json` says. */
const publishedShape = z.union([
  z.object({ head: z.null(), keys: z.array(keyShape) }),
  z.object({
    head: headShape,
    previous: headShape.nullable(),
    contents: z.array(digestShape),
    keys: z.array(keyShape),
  }),
]);

export type WitnessProblem =
  | 'address-unsafe'
  | 'unreachable'
  | 'unreadable'
  | 'head-missing'
  | 'head-altered'
  | 'head-older'
  | 'key-altered'
  | 'does-not-extend';

const patience = 30_000;
/** More than ten years of days. */
const most = 4_000;

/**
 * Fetches the heads that were published since the one that was committed last, and adds them to the file when each
 * rests on the one before, with the keys that are new. What it refuses is the sign of a ledger that was rewritten.
 */
export async function witness(
  address: string,
  file: string,
): Promise<Result<{ readonly added: readonly Head[]; readonly keys: readonly PublicKey[] }, WitnessProblem>> {
  const origin = URL.canParse(address) ? new URL(address).origin : '';
  if (!origin.startsWith('https:') && !isLocalOrigin(origin)) return fail('address-unsafe');
  const committed = readCommitted(file);
  const known = committed.heads.at(-1) ?? null;

  const added: PublishedHead[] = [];
  let published: readonly PublicKey[] | null = null;
  let wanted: string | null = null;
  while (added.length < most) {
    const read = await fetchHead(origin, wanted);
    if (!read.ok) return read;
    const { head: begun, keys } = read.value;
    if (keys.some(isOtherKey)) return fail('key-altered');
    published ??= keys;
    if (begun === null) return known ? fail('head-missing') : keep();
    const whole = await fetchContents(origin, begun);
    if (!whole.ok) return whole;
    const head = whole.value;
    if (!rests(head)) return fail('does-not-extend');
    const [later] = added;
    if (later && !isSame(later.previous, head)) return fail('does-not-extend');
    if (known && head.day === known.day) return isSame(head, known) ? keep() : fail('head-altered');
    if (known && head.day < known.day) return fail(added.length === 0 ? 'head-older' : 'head-missing');
    added.unshift(head);
    if (!head.previous) return known ? fail('head-missing') : keep();
    wanted = head.previous.day;
  }
  return fail('does-not-extend');

  function keep() {
    const heads = added.map(({ day, seq, digest, acts }) => ({ day, seq, digest, ...(acts && { acts }) }));
    const keys = (published ?? []).filter(({ id }) => !committed.keys.some((one) => one.id === id));
    appendFileSync(file, writeLines({ heads, keys }));
    return succeed({ added: heads, keys });
  }

  /** A key that was committed under that id, and is another now. */
  function isOtherKey({ id, pem }: PublicKey): boolean {
    return committed.keys.some((one) => one.id === id && one.pem !== pem);
  }
}

/** With all that leads to it from the head before, answer by answer; what is short of it rests on nothing. */
async function fetchContents(
  origin: string,
  head: PublishedHead,
): Promise<Result<PublishedHead, 'unreachable' | 'unreadable'>> {
  const contents = [...head.contents];
  const start = head.previous?.seq ?? 0;
  while (start + contents.length < head.seq) {
    const read = await fetchHead(origin, head.day, start + contents.length);
    if (!read.ok) return read;
    const more = read.value.head;
    if (!more || !isSame(more, head) || more.contents.length === 0) break;
    contents.push(...more.contents);
  }
  return succeed({ ...head, contents });
}

async function fetchHead(
  origin: string,
  day: string | null,
  after = 0,
): Promise<Result<{ head: PublishedHead | null; keys: readonly PublicKey[] }, 'unreachable' | 'unreadable'>> {
  let text: string;
  try {
    const query = day === null ? '' : `?day=${day}${after > 0 ? `&after=${after}` : ''}`;
    const response = await fetch(`${origin}/ledger-head.json${query}`, {
      redirect: 'error',
      signal: AbortSignal.timeout(patience),
    });
    if (!response.ok) return fail('unreachable');
    text = await response.text();
  } catch {
    return fail('unreachable');
  }
  try {
    const read = publishedShape.parse(JSON.parse(text));
    const { head, keys } = read;
    if (head === null) return succeed({ head, keys });
    return succeed({ head: { ...head, previous: read.previous, contents: read.contents }, keys });
  } catch {
    return fail('unreadable');
  }
}

function isSame(one: Head | null, other: Head): boolean {
  const isSameOfActs = one?.acts?.seq === other.acts?.seq && one?.acts?.digest === other.acts?.digest;
  return one !== null && one.day === other.day && one.seq === other.seq && one.digest === other.digest && isSameOfActs;
}
