/**
 * What is answered in place of a page, and with which status. The words stand in `src/words/error-pages.ts`, and for
 * programs in `src/words/api/problems.ts`.
 */
export const statuses = {
  'address-malformed': 400,
  'request-malformed': 400,
  'form-malformed': 400,
  'key-missing': 401,
  'origin-foreign': 403,
  'origin-unsaid': 403,
  'not-found': 404,
  'method-unknown': 405,
  'body-slow': 408,
  'body-large': 413,
  'files-large': 413,
  'fields-many': 413,
  'address-long': 414,
  'type-unknown': 415,
  'expectation-unknown': 417,
  'host-foreign': 421,
  'headers-large': 431,
  broken: 500,
  busy: 503,
  uncertain: 503,
  'busy-reading': 503,
} as const satisfies Record<string, number>;

export type ErrorCode = keyof typeof statuses;

/** What whoever asked is told of a fault. */
export function errorCodeOf(error: unknown, { isReading }: { isReading: boolean }): ErrorCode {
  if (!isReading && isUncertain(error)) return 'uncertain';
  if (!isPassing(error) && !isUncertain(error)) return 'broken';
  return isReading ? 'busy-reading' : 'busy';
}

/** Whether what was asked for may have been stored all the same. */
function isUncertain(error: unknown): boolean {
  return anyCause(error, ({ code }) => uncertain.test(code));
}

/**
 * Faults that pass: the database locked or unreachable, the disk full. The transaction was rolled back, so the
 * person may be told that nothing was saved and asked to try again.
 */
function isPassing(error: unknown): boolean {
  return anyCause(
    error,
    ({ code, message }) => passing.some((pattern) => pattern.test(code)) || withoutCode.test(message),
  );
}

function anyCause(error: unknown, isSuch: (fault: { code: string; message: string }) => boolean): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (isSuch({ code: 'code' in cause ? String(cause.code) : '', message: cause.message })) return true;
    if (cause instanceof AggregateError && cause.errors.some((one) => anyCause(one, isSuch))) return true;
  }
  return false;
}

/** PostgreSQL went away, or the disk failed, while COMMIT was under way. */
const uncertain = /^(COMMIT_UNANSWERED|SQLITE_IOERR_FSYNC)$/;

/** How `pg` says, without a code, that PostgreSQL has gone or that all connections are taken. */
const withoutCode =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

const passing = [
  /^SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN|PROTOCOL|READONLY)/,
  /^(ENOSPC|EDQUOT|EMFILE|ENFILE|EIO|EROFS)$/,
  /^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|EPIPE|ENOTFOUND|EAI_AGAIN)$/,
  // PostgreSQL: connection lost, serialisation, out of resources, shutting down or read-only.
  /^(08...|40001|40P01|53...|55P03|57P0[123]|57014|25006)$/,
];
