import { Secret, TOTP } from 'otpauth';

/** RFC 6238 as every app of this kind knows it. */
const kind = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** A code that is one step early or late is right: neither clock nor fingers are exact. */
const window = 1;

/** 160 bits (RFC 4226 section 4), in the letters that the apps read. */
export function newSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** What the QR code says to the app. */
export function uriOf(secret: string, { issuer, label }: { issuer: string; label: string }): string {
  return new TOTP({ ...kind, issuer, label, secret }).toString();
}

/** The step of time of which this is the code, or null. */
export function stepOf(secret: string, code: string, at: Date): number | null {
  const timestamp = at.getTime();
  const delta = TOTP.validate({ ...kind, window, timestamp, token: code, secret: Secret.fromBase32(secret) });
  return delta === null ? null : TOTP.counter({ period: kind.period, timestamp }) + delta;
}
