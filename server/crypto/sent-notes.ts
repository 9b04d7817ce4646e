import type { Clock } from '../clock.ts';
import { hour } from '../clock.ts';
import type { Sealing } from './sealing.ts';

export type SentNotes = ReturnType<typeof createSentNotes>;

/** What the page after a form says of what was sent. */
export interface SentNote {
  readonly email: string;
  readonly documents?: readonly string[];
  /** Sent once more. */
  readonly isAgain?: boolean;
}

const lifetime = hour;

/**
 * Hands the page to which a form leads what was entered, within its address and yet unreadable there: sealed for that
 * page, and good for an hour. Without one, the page says the same without naming it.
 */
export function createSentNotes({ sealing, clock }: { sealing: Pick<Sealing, 'seal' | 'open'>; clock: Clock }) {
  return { write, read };

  function write(page: string, note: SentNote): string {
    return sealing.seal(JSON.stringify({ note, at: clock.now().getTime() }), placeOf(page));
  }

  function read(page: string, sealed: string | null): SentNote | null {
    if (!sealed || sealed.length > 4000) return null;
    try {
      const { note, at } = JSON.parse(sealing.open(sealed, placeOf(page))) as { note: SentNote; at: number };
      const age = clock.now().getTime() - at;
      return age >= 0 && age <= lifetime ? note : null;
    } catch {
      // Altered, of another page, or under a key that is gone.
      return null;
    }
  }
}

function placeOf(page: string) {
  return { table: 'page', column: 'sent', row: page };
}
