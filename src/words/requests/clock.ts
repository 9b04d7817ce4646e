/** What stands beside the number of days until, or since, an answer was due. */
export function daysUnit(days: number): string {
  const unit = Math.abs(days) === 1 ? 'day' : 'days';
  return days < 0 ? `${unit} late` : `${unit} left`;
}

export const clock = {
  due: 'We answer by {day}.',
  late: 'Our answer was due on {day}.',
  reasons: 'How this date was worked out',
};
