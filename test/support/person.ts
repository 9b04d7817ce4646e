import { randomUUID } from 'node:crypto';
import { systemClock } from '../../server/clock.ts';
import { readConfig } from '../../server/config.ts';
import { createFormTokens } from '../../server/crypto/form-tokens.ts';
import { createKeys } from '../../server/crypto/keys.ts';

/** A form filled in, with its stamp: sent again, it is the same act. */
export interface FilledForm {
  readonly path: string;
  readonly email: string;
  readonly body: string;
}

export interface Told {
  readonly status: number;
  readonly location: string | null;
  readonly text: string;
}

/** Somebody at a browser, each time at another address, for whom no limit counts twice. */
export function createPerson(env: Readonly<Record<string, string>>) {
  const { origin, encryptionKeys } = readConfig(env);
  const formTokens = createFormTokens({ keys: createKeys(encryptionKeys), clock: systemClock });
  let sent = 0;

  return { request, subscription, send, statusOf };

  function request(): FilledForm {
    const email = `${randomUUID()}@example.com`;
    return fill('/requests/new/', email, {
      ...{ stamp: formTokens.issue('request'), website: '', relation: 'none', kind: 'access', region: 'DE' },
      ...{ name: 'Ada Lovelace', email, details: '', step: 'send' },
    });
  }

  function subscription(): FilledForm {
    const email = `${randomUUID()}@example.com`;
    return fill('/updates/', email, { stamp: formTokens.issue('updates'), website: '', document: 'privacy', email });
  }

  /** What the server answered; null when the connection broke before it did. */
  async function send({ path, body }: FilledForm): Promise<Told | null> {
    sent += 1;
    try {
      const answer = await fetch(origin + path, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          origin,
          'content-type': 'application/x-www-form-urlencoded',
          'x-forwarded-for': `10.${(sent >> 16) & 255}.${(sent >> 8) & 255}.${sent & 255}`,
        },
        body,
      });
      return { status: answer.status, location: answer.headers.get('location'), text: await answer.text() };
    } catch {
      return null;
    }
  }

  async function statusOf(path: string): Promise<number> {
    return (await fetch(origin + path)).status;
  }
}

function fill(path: string, email: string, fields: Record<string, string>): FilledForm {
  return { path, email, body: new URLSearchParams(fields).toString() };
}
