/** One request in a reminder to staff. */
export function reminderLine(
  reference: string,
  dueOn: string,
  { daysLeft, awaitsSecond }: { readonly daysLeft: number; readonly awaitsSecond: boolean },
): string {
  const days = `${Math.abs(daysLeft)} ${Math.abs(daysLeft) === 1 ? 'day' : 'days'}`;
  const when =
    daysLeft < 0
      ? `was due on ${dueOn}, ${days} late`
      : daysLeft === 0
        ? 'is due today'
        : `is due on ${dueOn}, in ${days}`;
  return `${reference} ${when}${awaitsSecond ? ', and waits for a second person, who approves' : ''}`;
}

/** In the mail that says that a version would bind before its notice is over. */
export const lateNotice = {
  told: 'Sending was complete on {day}.',
  notTold: 'Its notice has not gone out to everybody. Were sending complete today, it would be too late.',
  postpone:
    'To postpone it, run this in the policy repository, fill in the three reasons, and open a pull request with what it writes: {command}',
  inEffect:
    'It is in effect already, and no command takes that back. Counsel decides what follows, and whether a new version is published.',
};
