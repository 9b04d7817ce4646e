import { createHmac, randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { hour, minute } from '../clock.ts';
import type { Keys } from './keys.ts';
import { equal } from './tokens.ts';

export type FormTokens = ReturnType<typeof createFormTokens>;

const lifetime = 24 * hour;
// Several servers need not agree on the time to the second.
const skew = 5 * minute;
const anyone = 'anyone';
const ofSession = 'session';

/** Whether a stamp says that it is good in one session alone. That it is good there, `read` tells. */
export function isOfSession(stamp: string): boolean {
  return stamp.split('.')[2] === ofSession;
}

/**
 * A form token (the form's field `stamp`) shows that we made the form, for what, and when. Its number makes a form that is sent twice one act:
 * whoever stores the act stores the number under a unique constraint.
 */
export function createFormTokens({ keys, clock }: { keys: Keys; clock: Clock }) {
  return { issue, read };

  /**
   * `<key id>.<issued, ms in base 36>.<whose>.<number>.<HMAC>`. Of a form for a signed-in person it is good in that
   * session alone.
   */
  function issue(form: string, sessionId?: string): string {
    const issued = clock.now().getTime().toString(36);
    const whose = sessionId === undefined ? anyone : ofSession;
    const body = `${keys.currentId}.${issued}.${whose}.${randomBytes(16).toString('base64url')}`;
    return `${body}.${sign(keys.currentId, form, body, sessionId)}`;
  }

  /** The stamp's number, or null when it is not ours, was made for another form, for another session, or is older than 24 hours. */
  function read(form: string, stamp: string, sessionId?: string): string | null {
    if (stamp.length > 200) return null;
    const [id = '', issued = '', whose = '', number = '', mac = ''] = stamp.split('.');
    const expected = sign(id, form, `${id}.${issued}.${whose}.${number}`, sessionId);
    if (expected === undefined || !equal(expected, mac)) return null;
    const age = clock.now().getTime() - Number.parseInt(issued, 36);
    return age >= -skew && age <= lifetime ? number : null;
  }

  function sign(id: string, form: string, body: string, sessionId?: string): string | undefined {
    const key = keys.get(id, 'stamp');
    return (
      key &&
      createHmac('sha256', key)
        .update(JSON.stringify([form, body, sessionId ?? null]))
        .digest('base64url')
    );
  }
}
