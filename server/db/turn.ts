export type Turn = ReturnType<typeof createTurn>;

/** Lets one in at a time, in the order in which they came. */
export function createTurn() {
  const waiting: (() => void)[] = [];
  let isTaken = false;
  return { take, give, isTaken: () => isTaken };

  async function take(): Promise<void> {
    if (!isTaken) isTaken = true;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  }

  /** To the next who waits, without a moment in which somebody else could come in between. */
  function give(): void {
    const next = waiting.shift();
    if (next) next();
    else isTaken = false;
  }
}
