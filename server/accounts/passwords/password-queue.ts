import { fail, type Result, succeed } from '../../../src/library/model/result.ts';

/** bcrypt works on threads that files and names need too: so many at once, and so many that wait. */
const atOnce = 2;
const longestQueue = 32;

type PasswordQueue = ReturnType<typeof createPasswordQueue>;

declare module '../../context.ts' {
  interface Resources {
    readonly passwords: PasswordQueue;
  }
}

/** Whoever looks at passwords takes turns; whoever comes on top of those that wait is told so. */
export function createPasswordQueue() {
  const waiting: (() => void)[] = [];
  let working = 0;
  return { inTurn };

  async function inTurn<Value>(work: () => Promise<Value>): Promise<Result<Value, 'busy'>> {
    if (working < atOnce) working += 1;
    else if (waiting.length >= longestQueue) return fail('busy');
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return succeed(await work());
    } finally {
      const next = waiting.shift();
      if (next) next();
      else working -= 1;
    }
  }
}
