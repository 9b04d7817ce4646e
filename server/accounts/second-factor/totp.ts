import { Secret, TOTP } from 'otpauth';

/** RFC 6238 as every app of this kind knows it. */
const kind = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** A code that is one step early or late is right: neither clock nor fingers are exact. */
const steps = [-1, 0, 1];

/** 160 bits (RFC 4226 section 4), in the letters that the apps read. */
export function newSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** What the QR code says to the app (Key URI format). A colon ends the issuer, so none may stand in its name. */
export function uriOf(secret: string, { issuer, label }: { issuer: string; label: string }): string {
  const name = issuer.replaceAll(/\s*:\s*/g, ' ').trim();
  return new TOTP({ ...kind, issuer: name, label, secret }).toString();
}

/** The step of time of which this is the code, after `last`, or null. Neighbouring steps may have equal codes. */
export function stepOf(secret: string, code: string, at: Date, last = -1): number | null {
  const now = TOTP.counter({ period: kind.period, timestamp: at.getTime() });
  const fresh = steps.map((step) => now + step).filter((step) => step > last);
  return fresh.find((step) => isCodeOf(secret, code, step)) ?? null;
}

function isCodeOf(secret: string, code: string, step: number): boolean {
  const timestamp = step * kind.period * 1000;
  return TOTP.validate({ ...kind, window: 0, timestamp, token: code, secret: Secret.fromBase32(secret) }) !== null;
}
