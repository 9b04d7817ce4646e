import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import { type Allowed, connectionProblem } from './connection-urls.ts';
import { type Mailbox, readMailbox } from './fields/address.ts';

/** What the server must know about where it stands. Read once, at the door. */
export interface Config {
  /** Scheme, host and port under which people reach the site, without a final slash. */
  readonly origin: string;
  readonly port: number;
  /** On which of the machine's addresses it listens: on this machine alone, unless told otherwise. */
  readonly host: string;
  /** `file:…` for SQLite, `postgres://…` for PostgreSQL. */
  readonly databaseUrl: string;
  /** Where the local mailbox and, by default, the database live. */
  readonly dataDir: string;
  /** Where the server keeps its backups. */
  readonly backupDir: string;
  /** How many hours lie between two of them; with 0 the server makes none, and takes away what is too old all the same. */
  readonly backupHours: number;
  /** Null: the site's own name at this machine, which reaches nobody. */
  readonly mailFrom: Mailbox | null;
  /** Of notices that somebody subscribed to, where they go out as a stream of their own. */
  readonly mailFromNotices: Mailbox | null;
  readonly transport: MailTransport;
  /** How many hours the mails of a notice wait, for staff to look at them, before they go out by themselves. */
  readonly noticeWaitHours: number;
  /** With it the provider signs what it says of mails that it has accepted; null where it is not asked to. */
  readonly webhookSecret: string | null;
  /** How many proxies of our own stand in front, counted from the server outwards. */
  readonly trustedProxyHops: number;
  /** Whose word counts about whom they forward: this machine, and the proxies that are named. */
  readonly trustedProxies: BlockList;
  /** The first key is the current one; the others still open what they sealed. */
  readonly encryptionKeys: readonly EncryptionKey[];
  /** Goes into every password before it is hashed, and is stored nowhere beside it. The first is current, as above. */
  readonly passwordPeppers: readonly EncryptionKey[];
  /** Sign what the ledger records (Ed25519). The first is current; the others are published still, to check with. */
  readonly signingKeys: readonly EncryptionKey[];
  /** The cost of bcrypt: 2 to this power rounds. No setting: a cheaper one is for tests alone. */
  readonly passwordCost: number;
  /** Whether ORIGIN is this machine alone: then mail may stay in the local mailbox, and plain http is allowed. */
  readonly isLocal: boolean;
}

export interface EncryptionKey {
  readonly id: string;
  readonly secret: Buffer;
}

type MailTransport =
  | { readonly kind: 'mailbox' }
  | { readonly kind: 'resend'; readonly apiKey: string; readonly baseUrl: string }
  | { readonly kind: 'smtp'; readonly url: string };

/** Of keys. No key serves two of them. */
const ringNames = ['ENCRYPTION_KEYS', 'PASSWORD_PEPPER', 'SIGNING_KEYS'] as const;

/** How many rules `networksOf` begins with. */
const loopbackRules = 2;

const keyPattern = /^([a-z0-9-]{1,32}):([A-Za-z0-9+/]{43}=)$/;

// `.env` files hand an unset value over as an empty one.
const optional = <Schema extends z.ZodType>(schema: Schema) => z.preprocess((value) => value || undefined, schema);

const keyRing = (name: string) =>
  z
    .string({ error: `${name} is not set: give at least one key as id:base64 of 32 random bytes` })
    .refine(
      (value) => value.split(',').every((key) => keyPattern.test(key.trim())),
      `${name} must be a list of id:base64, each 32 random bytes (openssl rand -base64 32), separated by commas`,
    );

const wholeNumber = (name: string, most: number) =>
  z.coerce
    .number({ error: `${name} must be a whole number from 0 to ${most}` })
    .int()
    .min(0)
    .max(most);

const smtp = { schemes: ['smtp://', 'smtps://'] } as const;
const postgresql = { schemes: ['postgres://', 'postgresql://'], database: true } as const;
const provider = { schemes: ['https://', 'http://'], credentials: false } as const;

function checkConnection(name: string, allowed: Allowed) {
  return (value: string, context: z.RefinementCtx<string>) => {
    const problem = connectionProblem(name, value, allowed);
    if (problem) context.addIssue(problem);
  };
}

const environment = z.object({
  ORIGIN: optional(
    z
      .string({ error: 'ORIGIN is not set: give the address of the site, like https://legal.example.com' })
      .refine(isOrigin, 'ORIGIN must be a scheme and a host without a path, like https://legal.example.com'),
  ),
  HOST: optional(
    z
      .string()
      .refine((value) => isIP(value) !== 0, 'HOST must be an IP address of this machine, like 127.0.0.1 or 0.0.0.0')
      .optional(),
  ),
  PORT: optional(wholeNumber('PORT', 65_535).default(4321)),
  DATABASE_URL: optional(
    z
      .string()
      .superRefine((value, context) => {
        if (/^file:./.test(value)) return;
        if (!/^postgres(ql)?:\/\//i.test(value)) context.addIssue('DATABASE_URL must begin with file: or postgres://');
        else checkConnection('DATABASE_URL', postgresql)(value, context);
      })
      .optional(),
  ),
  DATA_DIR: optional(z.string().default('data')),
  BACKUP_DIR: optional(z.string().optional()),
  BACKUP_HOURS: optional(wholeNumber('BACKUP_HOURS', 168).default(1)),
  NOTICE_WAIT_HOURS: optional(wholeNumber('NOTICE_WAIT_HOURS', 168).default(0)),
  MAIL_FROM: optional(
    z
      .string()
      .refine(
        (value) => readMailbox(value) !== null,
        'MAIL_FROM must be one address, like: Example Legal <legal@example.com> (in quotes where the name holds a comma or another special sign: "Example, Inc." <legal@example.com>)',
      )
      .optional(),
  ),
  MAIL_FROM_NOTICES: optional(
    z
      .string()
      .refine(
        (value) => readMailbox(value) !== null,
        'MAIL_FROM_NOTICES must be one address, like: Example Updates <updates@news.example.com>',
      )
      .optional(),
  ),
  RESEND_API_KEY: optional(z.string().optional()),
  RESEND_BASE_URL: optional(
    z.string().superRefine(checkConnection('RESEND_BASE_URL', provider)).default('https://api.resend.com'),
  ),
  RESEND_WEBHOOK_SECRET: optional(
    z
      .string()
      .regex(
        /^whsec_[A-Za-z0-9+/=]{16,}$/,
        'RESEND_WEBHOOK_SECRET must be the secret of a webhook, which begins with whsec_',
      )
      .optional(),
  ),
  SMTP_URL: optional(z.string().superRefine(checkConnection('SMTP_URL', smtp)).optional()),
  TRUSTED_PROXY_HOPS: optional(wholeNumber('TRUSTED_PROXY_HOPS', 10).default(0)),
  TRUSTED_PROXIES: optional(
    z
      .string()
      .refine(
        (value) => networksOf(value) !== null,
        'TRUSTED_PROXIES must be addresses or networks, separated by commas, like 10.0.0.7, 172.16.0.0/12',
      )
      .default(''),
  ),
  ENCRYPTION_KEYS: optional(keyRing('ENCRYPTION_KEYS')),
  PASSWORD_PEPPER: optional(keyRing('PASSWORD_PEPPER')),
  SIGNING_KEYS: optional(keyRing('SIGNING_KEYS')),
});

/** Every variable that the server reads; `.env.example` explains each. */
export const variables = Object.keys(environment.shape);

/** Reports every problem at once, so that a new operator starts the server twice, not five times. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const parsed = environment.safeParse(env);
  const problems = parsed.success ? [] : parsed.error.issues.map(({ message }) => message);

  const origin = env['ORIGIN'] ?? '';
  const isLocal = isLocalOrigin(origin);
  if (isOrigin(origin) && !isLocal) {
    if (!origin.startsWith('https:')) problems.push('ORIGIN must be https unless it is localhost');
    if (!env['RESEND_API_KEY'] && !env['SMTP_URL'])
      problems.push('A public ORIGIN needs a way to send mail: set RESEND_API_KEY or SMTP_URL');
    if (!env['MAIL_FROM']) problems.push('A public ORIGIN needs MAIL_FROM, the address that mail comes from');
  }
  if (parsed.success) {
    problems.push(...keyProblems(parsed.data));
    const { origin: provider } = new URL(parsed.data.RESEND_BASE_URL);
    if (!provider.startsWith('https:') && !isLocalOrigin(provider))
      problems.push('RESEND_BASE_URL must be https: what goes to the provider holds addresses and one-time links');
  }
  if (env['RESEND_API_KEY'] && env['SMTP_URL']) problems.push('Set RESEND_API_KEY or SMTP_URL, not both');

  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return Object.freeze({ ...toConfig(parsed.data), isLocal });
}

/** What is allowed, and likely to be a mistake. */
export function warningsOf({ isLocal, host, trustedProxyHops, trustedProxies }: Config): string[] {
  if (isLocal) return [];
  if (trustedProxyHops === 0) {
    return [
      'ORIGIN is public and TRUSTED_PROXY_HOPS is 0: if a proxy stands in front, everybody has its address, and shares one limit. Set TRUSTED_PROXY_HOPS=1.',
    ];
  }
  return isLoopback(host.includes(':') ? `[${host}]` : host) || trustedProxies.rules.length > loopbackRules
    ? []
    : [
        'HOST is not this machine alone and TRUSTED_PROXIES is empty: what a proxy on another machine forwards is not believed. Set TRUSTED_PROXIES to its address.',
      ];
}

/** A setting is missing or malformed: an operator's matter, told in words and without a stack. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(problems: readonly string[]) {
    super(`- ${problems.join('\n- ')}\nSee .env.example for what each setting means.`);
  }
}

/** Where the database is by these settings. */
export function databaseUrlOf(env: { DATABASE_URL?: string | undefined; DATA_DIR?: string | undefined }): string {
  return env.DATABASE_URL || `file:${env.DATA_DIR || 'data'}/whitrack.db`;
}

function toConfig(env: z.infer<typeof environment>): Omit<Config, 'isLocal'> {
  return {
    // As browsers write it: in small letters, without the port that goes without saying.
    origin: new URL(env.ORIGIN).origin,
    port: env.PORT,
    host: env.HOST ?? (new URL(env.ORIGIN).hostname === '[::1]' ? '::1' : '127.0.0.1'),
    databaseUrl: databaseUrlOf(env),
    dataDir: env.DATA_DIR,
    backupDir: env.BACKUP_DIR ?? `${env.DATA_DIR}/backups`,
    backupHours: env.BACKUP_HOURS,
    mailFrom: env.MAIL_FROM ? readMailbox(env.MAIL_FROM) : null,
    mailFromNotices: env.MAIL_FROM_NOTICES ? readMailbox(env.MAIL_FROM_NOTICES) : null,
    transport: toTransport(env),
    noticeWaitHours: env.NOTICE_WAIT_HOURS,
    webhookSecret: env.RESEND_WEBHOOK_SECRET ?? null,
    trustedProxyHops: env.TRUSTED_PROXY_HOPS,
    trustedProxies: networksOf(env.TRUSTED_PROXIES) ?? new BlockList(),
    encryptionKeys: toKeys(env.ENCRYPTION_KEYS),
    passwordPeppers: toKeys(env.PASSWORD_PEPPER),
    signingKeys: toKeys(env.SIGNING_KEYS),
    passwordCost: 12,
  };
}

function toKeys(ring: string): EncryptionKey[] {
  return ring.split(',').map((key) => {
    const [id = '', secret = ''] = key.trim().split(':');
    return { id, secret: Buffer.from(secret, 'base64') };
  });
}

function toTransport(env: z.infer<typeof environment>): MailTransport {
  if (env.RESEND_API_KEY) return { kind: 'resend', apiKey: env.RESEND_API_KEY, baseUrl: env.RESEND_BASE_URL };
  if (env.SMTP_URL) return { kind: 'smtp', url: env.SMTP_URL };
  return { kind: 'mailbox' };
}

/** Never with a key: what is told here stands in logs. */
function keyProblems(env: Record<(typeof ringNames)[number], string>): string[] {
  const rings = ringNames.map((name) => ({ name, keys: toKeys(env[name]) }));
  const problems = rings.flatMap(({ name, keys }) => [
    ...(keys.some(isGuessable) ? [`${name} holds a key that is not random: make it with openssl rand -base64 32`] : []),
    ...(new Set(keys.map(({ id }) => id)).size < keys.length ? [`${name} holds two keys of one id`] : []),
    ...(secretsOf(keys).size < keys.length ? [`${name} holds one key twice`] : []),
  ]);
  const shared = rings.flatMap(({ name, keys }, at) =>
    rings.slice(at + 1).flatMap((other) => {
      const secrets = secretsOf(other.keys);
      return [...secretsOf(keys)].some((secret) => secrets.has(secret))
        ? [`${name} and ${other.name} hold the same key: whoever learns one would have both`]
        : [];
    }),
  );
  return [...problems, ...shared];
}

function secretsOf(keys: readonly EncryptionKey[]): Set<string> {
  return new Set(keys.map(({ secret }) => secret.toString('hex')));
}

/** 32 random bytes hold 16 different ones as good as always; a key copied from an example does not. */
function isGuessable({ secret }: EncryptionKey): boolean {
  const steps = secret.map((byte, at) => byte - (secret[at - 1] ?? 0));
  const isTyped = secret.every((byte) => byte >= 0x20 && byte < 0x7f);
  return new Set(secret).size < 16 || new Set(steps).size < 16 || isTyped;
}

/** Those of this machine and those that are listed; null where one cannot be read. */
function networksOf(listed: string): BlockList | null {
  const networks = new BlockList();
  networks.addSubnet('127.0.0.0', 8, 'ipv4');
  networks.addAddress('::1', 'ipv6');
  for (const network of listed.split(',').map((part) => part.trim())) {
    if (network === '') continue;
    const [address = '', bits, ...others] = network.split('/');
    const family = ({ 4: 'ipv4', 6: 'ipv6' } as const)[isIP(address)];
    const longest = family === 'ipv4' ? 32 : 128;
    const prefix = bits === undefined ? longest : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
    if (!family || others.length > 0 || !(prefix >= 0 && prefix <= longest)) return null;
    networks.addSubnet(address, prefix, family);
  }
  return networks;
}

/** Whether an origin is this machine alone. */
export function isLocalOrigin(origin: string): boolean {
  return isOrigin(origin) && isLoopback(new URL(origin).hostname);
}

function isOrigin(value: string): boolean {
  return /^https?:\/\/[^/?#@\s]+\/?$/.test(value) && URL.canParse(value);
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d{1,3}){3}$/.test(hostname)
  );
}
