/** Lets one in at a time, in the order in which they came. */
export function createMutex() {
  const waiting: (() => void)[] = [];
  let isLocked = false;
  return { acquire, release, isLocked: () => isLocked };

  async function acquire(): Promise<void> {
    if (!isLocked) isLocked = true;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  }

  /** To the next who waits, without a moment in which somebody else could come in between. */
  function release(): void {
    const next = waiting.shift();
    if (next) next();
    else isLocked = false;
  }
}
