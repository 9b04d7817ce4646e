import type { AnswerCode } from './answers.ts';

/** What whoever asked is told of a fault. */
export function errorCodeOf(error: unknown, { isReading }: { isReading: boolean }): AnswerCode {
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
