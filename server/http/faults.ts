/**
 * Faults that pass: the database locked or unreachable, the disk full. The transaction was rolled back, so the
 * person may be told that nothing was saved and asked to try again.
 */
export function isPassing(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = 'code' in cause ? String(cause.code) : '';
    if (passing.some((pattern) => pattern.test(code)) || withoutCode.test(cause.message)) return true;
    if (cause instanceof AggregateError && cause.errors.some(isPassing)) return true;
  }
  return false;
}

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
