import type { RequestKind } from '../../../server/requests/kinds.ts';

/** What stands beside the number of days until, or since, an answer was due. */
export function daysUnit(days: number): string {
  const unit = Math.abs(days) === 1 ? 'day' : 'days';
  return days < 0 ? `${unit} late` : `${unit} left`;
}

/** What is to be done by the day, and what it was that is late. */
export interface ClockWords {
  /** Before the day. */
  readonly by: string;
  readonly due: string;
  readonly late: string;
}

export const answerClock: ClockWords = {
  by: 'We answer by',
  due: 'We answer by {day}.',
  late: 'Our answer was due on {day}.',
};

/** Of what is passed on to a business. */
const referralClock: ClockWords = {
  by: 'We pass it on by',
  due: 'We pass it on by {day}, and tell you.',
  late: 'It was to be passed on by {day}.',
};

/** On the page of that business. */
export const businessClock: ClockWords = {
  by: 'You answer by',
  due: 'Your answer is due by {day}.',
  late: 'Your answer was due on {day}.',
};

/** What we do by the day of an item. */
export function clockWordsOf({ kind }: { readonly kind: RequestKind }): ClockWords {
  return kind === 'misdirected_end_customer' ? referralClock : answerClock;
}

export const clockReasons = 'How this date was worked out';
