import { createHmac } from 'node:crypto';
import bcrypt from 'bcrypt';
import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import type { Config, EncryptionKey } from '../config.ts';

/** bcrypt works on threads that files and names need too: so many at once, and so many that wait. */
const atOnce = 2;
const longestQueue = 32;

export type Passwords = ReturnType<typeof createPasswords>;

/**
 * Passwords as they are stored: `<pepper id>:<bcrypt>`. bcrypt reads 72 bytes and no more, so it is given an HMAC of
 * the password under a pepper that no database holds. Of two spellings of one character both are right (NFC).
 */
export function createPasswords({ passwordPeppers, passwordCost }: Pick<Config, 'passwordPeppers' | 'passwordCost'>) {
  const [current] = passwordPeppers;
  if (!current) throw new Error('There is no pepper');
  const pepper = current;
  // Of the right form, and nobody's: to compare with it takes as long as with somebody's.
  const nobodys = `${bcrypt.genSaltSync(passwordCost)}${'.'.repeat(31)}`;
  const waiting: (() => void)[] = [];
  let working = 0;

  return { hash, verify, isCurrent };

  async function hash(password: string): Promise<Result<string, 'busy'>> {
    const hashed = await inTurn(() => bcrypt.hash(seasoned(password, pepper), passwordCost));
    return hashed.ok ? succeed(`${pepper.id}:${hashed.value}`) : hashed;
  }

  /** Takes the same work where nothing is stored, as for an address without an account. */
  async function verify(stored: string | null, password: string): Promise<Result<boolean, 'busy'>> {
    const [id, hashed] = split(stored ?? '');
    const known = passwordPeppers.find((pepper) => pepper.id === id);
    const right = await inTurn(() => bcrypt.compare(seasoned(password, known ?? pepper), known ? hashed : nobodys));
    return right.ok ? succeed(right.value && known !== undefined) : right;
  }

  /** Whether a stored password was hashed as it would be today. */
  function isCurrent(stored: string): boolean {
    const [id, hashed] = split(stored);
    return id === pepper.id && bcrypt.getRounds(hashed) === passwordCost;
  }

  async function inTurn<Value>(work: () => Promise<Value>): Promise<Result<Value, 'busy'>> {
    if (working < atOnce) working += 1;
    else if (waiting.length >= longestQueue) return fail('busy');
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return succeed(await work());
    } finally {
      const next = waiting.shift();
      if (next) next();
      else working -= 1;
    }
  }
}

/** 64 characters, however long the password is. */
function seasoned(password: string, pepper: EncryptionKey): string {
  return createHmac('sha384', pepper.secret).update(password.normalize('NFC')).digest('base64');
}

function split(stored: string): [id: string, hashed: string] {
  const at = stored.indexOf(':');
  return [stored.slice(0, at), stored.slice(at + 1)];
}
