/** Milliseconds below which nothing is told apart from the noise. */
export const noise = 2;

/** What makes a careless pattern go back and try again, or grows when it is normalised. */
export const repetitions = [
  ...['a', ' ', '@', 'a@', 'a.', '<b>', '</', '&amp;', '"', '\n', '0', 'password'],
  ...['e\u0301', '\ufdfa', '\u202e', '\u{1f600}', '\ud800', 'https://'],
];

/** Processor time in milliseconds, for others use the machine as well; looked at again where it is more than that. */
export async function costOf(act: () => unknown, bearable = 0): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3 && least > bearable; run += 1) {
    const before = process.cpuUsage();
    await act();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

export function repeated(text: string, size: number): string {
  return text.repeat(Math.max(1, size / Buffer.byteLength(text)));
}
