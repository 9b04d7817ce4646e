import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createPasswordQueue } from '../../server/accounts/passwords/password-queue.ts';
import { checkLength, checkSecrecy } from '../../server/accounts/passwords/password-rules.ts';
import { hash, isCurrent, verify } from '../../server/accounts/passwords/passwords.ts';
import { type Config, type EncryptionKey, readConfig } from '../../server/config.ts';
import { growthOf, repeated } from '../support/costs.ts';
import { promise } from '../support/promise.ts';
import { testConfig } from '../support/services.ts';

const peppers: readonly EncryptionKey[] = ['new', 'old'].map((id) => ({ id, secret: randomBytes(32) }));
const [current, former] = peppers as [EncryptionKey, EncryptionKey];
const cheap: Pick<Config, 'passwordPeppers' | 'passwordCost'> = { passwordPeppers: [current], passwordCost: 4 };

/** A server that was just started. */
function serverWith(config: typeof cheap) {
  return {
    config: { ...testConfig(), ...config },
    resources: { passwords: createPasswordQueue() },
  };
}

async function stored(password: string, config = cheap): Promise<string> {
  const hashed = await hash(serverWith(config), password);
  return hashed.ok ? hashed.value : expect.fail(hashed.problems.join());
}

async function isRight(kept: string | null, password: string, config = cheap): Promise<boolean> {
  const right = await verify(serverWith(config), kept, password);
  return right.ok ? right.value : expect.fail(right.problems.join());
}

test('a name of any length makes checking a password no dearer than the longest that a form takes', async () => {
  const password = 'nine walnuts under the stove'.repeat(9);
  for (const part of ['abc ', 'a', 'nine ', '@@@ ', '\u0301', '𝔞']) {
    const check = (size: number) =>
      checkSecrecy(password, { name: repeated(part, size), email: 'ada@example.net', company: 'Acme' });
    expect(await growthOf(check, 62_000), part).toBeNull();
  }
});

describe('a password as it is stored', () => {
  test(
    'is a bcrypt hash under the name of its pepper, of cost 12 outside of tests',
    promise('password-hashing'),
    async () => {
      const ring = () => `test:${randomBytes(32).toString('base64')}`;
      const config = readConfig({
        ORIGIN: 'http://localhost:4321',
        ENCRYPTION_KEYS: ring(),
        PASSWORD_PEPPER: ring(),
        SIGNING_KEYS: ring(),
      });

      expect(await stored('nine walnuts under the stove', config)).toMatch(/^test:\$2b\$12\$[./A-Za-z0-9]{53}$/);
    },
  );

  test(
    'is told from every other, also beyond the 72 bytes that bcrypt reads',
    promise('password-hashing'),
    async () => {
      const long = 'w'.repeat(72);
      const hash = await stored(`${long}x`);

      expect(await isRight(hash, `${long}x`)).toBe(true);
      expect(await isRight(hash, `${long}y`)).toBe(false);
      expect(await isRight(hash, long)).toBe(false);
      expect(await isRight(await stored('\0 after the first byte'), '\0 and something else')).toBe(false);
    },
  );

  test('is never stored twice alike, and holds nothing of the password', async () => {
    const hashes = [await stored('nine walnuts under the stove'), await stored('nine walnuts under the stove')];

    expect(new Set(hashes).size).toBe(2);
    expect(hashes.join()).not.toContain('walnuts');
  });

  test('is right however its letters are composed', async () => {
    expect(await isRight(await stored('Zo\u00eb likes walnuts'), 'Zoe\u0308 likes walnuts')).toBe(true);
  });

  test(
    'is worth nothing without its pepper, and stays good when another is put in front',
    promise('password-hashing'),
    async () => {
      const hash = await stored('nine walnuts under the stove', { ...cheap, passwordPeppers: [former] });

      expect(await isRight(hash, 'nine walnuts under the stove', { ...cheap, passwordPeppers: [current] })).toBe(false);
      expect(await isRight(hash, 'nine walnuts under the stove', { ...cheap, passwordPeppers: peppers })).toBe(true);
    },
  );

  test('is hashed anew when the pepper or the cost is another than today', async () => {
    const kept = await stored('nine walnuts under the stove', { ...cheap, passwordPeppers: [former] });
    const isCurrentWith = (passwordPeppers: readonly EncryptionKey[], passwordCost: number) =>
      isCurrent(serverWith({ passwordPeppers, passwordCost }), kept);

    expect([isCurrentWith([former], 4), isCurrentWith(peppers, 4), isCurrentWith([former], 5)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('no password is right where none is stored', async () => {
    expect(await isRight(null, 'nine walnuts under the stove')).toBe(false);
    expect(await isRight(null, '')).toBe(false);
  });

  test('two are hashed at once, thirty-two wait, and more are told to come again', async () => {
    const server = serverWith(cheap);
    const crowd = await Promise.all(Array.from({ length: 50 }, (_, at) => hash(server, `walnut number ${at}`)));

    expect(crowd.map(({ ok }) => ok)).toEqual([...Array(34).fill(true), ...Array(16).fill(false)]);
    expect(crowd.at(-1)).toEqual({ ok: false, problems: ['busy'] });
    expect(await hash(server, 'and later again')).toMatchObject({ ok: true });
  });
});

describe('a new password', () => {
  const person = { name: 'Ada King Lovelace', email: 'ada.king@engines.example', company: 'Whitrack' };
  const check = (password: string) => checkLength(password) ?? checkSecrecy(password, person);

  test.each([
    'nine walnuts under the stove',
    'a correct answer to a horse',
    'spring-rain-42 and fog',
    '831774920562',
    'пароль который длинный',
    '🌰🥜🍳🔥 walnut stove',
    'Lovelace turns an engine',
    `${'w'.repeat(100)}alnut tree in the yard`,
  ])('may be any words: %s', (password) => {
    expect(check(password)).toBeNull();
  });

  test.each([
    ['', 'password-missing'],
    ['short words', 'password-short'],
    ['🌰🌰🌰🌰🥜🥜🥜🍳🍳🔥🔥', 'password-short'],
    ['walnut '.repeat(40), 'password-long'],
    ['x'.repeat(100_000), 'password-long'],
    ['half a letter \ud800', 'password-malformed'],
    ['walnuts\nunder the stove', 'password-malformed'],
    ['password1234', 'password-common'],
    ['P@ssw0rd!2024', 'password-common'],
    ['passwordpassword', 'password-common'],
    ['QWERTYUIOPASDFGHJKL', 'password-common'],
    ['123456789012', 'password-common'],
    ['210987654321', 'password-common'],
    ['abcdefghijklmn', 'password-common'],
    ['aaaaaaaaaaaaa', 'password-common'],
    ['abababababab', 'password-common'],
    ['Summer2026!!', 'password-common'],
    ['correcthorsebatterystaple', 'password-common'],
    ['correct horse battery staple', 'password-common'],
    ['1q2w3e4r5t6y', 'password-common'],
    ['1qaz2wsx3edc', 'password-common'],
    ['!QAZ2wsx#EDC', 'password-common'],
    ['zaq12wsxcde3', 'password-common'],
    ['123qweasdzxc', 'password-common'],
    ['1234qwerasdf', 'password-common'],
    ['abcdefg12345', 'password-common'],
    ['147258369147', 'password-common'],
    ['abc123abc123', 'password-common'],
    ['hunter2hunter2', 'password-common'],
    ['Liverpool-123', 'password-common'],
    ['adalovelace1815', 'password-personal'],
    ['Wh1tr4ck-2026', 'password-personal'],
    ['ada.king@engines.example', 'password-personal'],
    ['king of engines', 'password-personal'],
  ])('is refused when it can be guessed, is too short or no text: %j', (password, problem) => {
    expect(check(password)).toBe(problem);
  });
});
