import { createHmac } from 'node:crypto';
import bcrypt from 'bcrypt';
import { type Result, succeed } from '../../../src/library/model/result.ts';
import type { EncryptionKey } from '../../config.ts';
import type { Context, Resources } from '../../context.ts';

type Peppered = Pick<Context, 'config'> & { readonly resources: Pick<Resources, 'passwords'> };

/**
 * A password as it is stored: `<pepper id>:<bcrypt>`. bcrypt reads 72 bytes and no more, so it is given an HMAC of the
 * password under a pepper that no database holds. Of two spellings of one character both are right (NFC).
 */
export async function hash(ctx: Peppered, password: string): Promise<Result<string, 'busy'>> {
  const pepper = currentPepper(ctx);
  const hashed = await ctx.resources.passwords.inTurn(() =>
    bcrypt.hash(seasoned(password, pepper), ctx.config.passwordCost),
  );
  return hashed.ok ? succeed(`${pepper.id}:${hashed.value}`) : hashed;
}

/** Takes the same work where nothing is stored, as for an address without an account. */
export async function verify(ctx: Peppered, stored: string | null, password: string): Promise<Result<boolean, 'busy'>> {
  const [id, hashed] = split(stored ?? '');
  const known = ctx.config.passwordPeppers.find((pepper) => pepper.id === id);
  const typed = seasoned(password, known ?? currentPepper(ctx));
  const right = await ctx.resources.passwords.inTurn(() =>
    bcrypt.compare(typed, known ? hashed : nobodys(ctx.config.passwordCost)),
  );
  return right.ok ? succeed(right.value && known !== undefined) : right;
}

/** Whether a stored password was hashed as it would be today. */
export function isCurrent(ctx: Peppered, stored: string): boolean {
  const [id, hashed] = split(stored);
  return id === currentPepper(ctx).id && bcrypt.getRounds(hashed) === ctx.config.passwordCost;
}

function currentPepper(ctx: Peppered): EncryptionKey {
  const [pepper] = ctx.config.passwordPeppers;
  if (!pepper) throw new Error('There is no pepper');
  return pepper;
}

/** Of the right form, and of no password: to compare with it takes as long as with somebody's. */
function nobodys(cost: number): string {
  return `$2b$${String(cost).padStart(2, '0')}$${'.'.repeat(53)}`;
}

/** 64 characters, however long the password is. */
function seasoned(password: string, pepper: EncryptionKey): string {
  return createHmac('sha384', pepper.secret).update(password.normalize('NFC')).digest('base64');
}

function split(stored: string): [id: string, hashed: string] {
  const at = stored.indexOf(':');
  return [stored.slice(0, at), stored.slice(at + 1)];
}
