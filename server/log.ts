import { type DestinationStream, pino } from 'pino';

/** All that a line of the log may say. No address, name, text, query or token has a place in it. */
interface Facts {
  readonly requestId?: string;
  readonly method?: string;
  /** The shape of the address, as `/requests/[reference]/[token]`. */
  readonly route?: string;
  readonly status?: number;
  readonly milliseconds?: number;
  readonly code?: string;
  readonly count?: number;
  readonly port?: number;
}

export interface Log {
  info(event: string, facts?: Facts): void;
  error(event: string, facts: Facts, cause?: unknown): void;
}

const names = ['requestId', 'method', 'route', 'status', 'milliseconds', 'code', 'count', 'port'] as const;

export function createLog(destination?: DestinationStream): Log {
  const logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination ?? standardOutput());
  return {
    info: (event, facts = {}) => logger.info(allowed(facts), event),
    error: (event, facts, cause) =>
      logger.error(cause === undefined ? allowed(facts) : { ...allowed(facts), causes: causesOf(cause) }, event),
  };
}

/** A log that cannot be written, on a full disk, must not end the server: lines wait, and are dropped when too many. */
function standardOutput(): DestinationStream {
  const output = pino.destination({ dest: 1, maxLength: 1024 * 1024 });
  return output.on('error', () => {
    // Before the process ends it would try to write them for ever.
    output.flushSync = () => undefined;
  });
}

// The type keeps honest callers honest; this keeps out what slips past it.
function allowed(facts: Facts): Record<string, string | number> {
  const entries = names.flatMap((name) => {
    const value = facts[name];
    return value === undefined ? [] : [[name, typeof value === 'string' ? value.slice(0, 100) : value] as const];
  });
  return Object.fromEntries(entries);
}

interface Cause {
  readonly name: string;
  readonly code?: string;
  readonly message?: string;
  readonly at: readonly string[];
}

/** The error and what caused it. Messages may quote what a person typed, so only those that cannot are kept. */
function causesOf(thrown: unknown): Cause[] {
  const causes: Cause[] = [];
  for (let error = thrown; error instanceof Error && causes.length < 5; error = error.cause) {
    const code = 'code' in error && /^[\w-]{1,40}$/.test(String(error.code)) ? String(error.code) : undefined;
    causes.push({
      name: error.constructor.name,
      ...(code && { code }),
      ...(isFreeOfData(error) && { message: error.message }),
      at: framesOf(error),
    });
  }
  return causes.length > 0 ? causes : [{ name: typeof thrown, at: [] }];
}

/** SQLite names tables and columns, the system paths and ports of our own, what is wrong with settings their names. */
function isFreeOfData(error: Error): boolean {
  return ['SqliteError', 'ConfigError'].includes(error.constructor.name) || ('syscall' in error && 'errno' in error);
}

function framesOf(error: Error): string[] {
  const lines = (error.stack ?? '').replace(error.message, '').split('\n');
  return lines.filter((line) => /^ {4}at .*:\d+:\d+\)?$/.test(line)).map((line) => line.trim().slice(3));
}
