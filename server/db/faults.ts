/** The database cannot be opened: an operator's matter, told in words and without a stack. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
}

const sentences: readonly (readonly [RegExp, string])[] = [
  [
    /^(ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|ENOENT connect)$/,
    'it does not answer. Start it, or set its host and port in DATABASE_URL.',
  ],
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'nobody knows the host that DATABASE_URL names.'],
  [/^28/, 'it refuses the name or the password in DATABASE_URL.'],
  [/^3D000$/, 'the server has no database of the name in DATABASE_URL: create it.'],
  [/^(57P03|53300)$/, 'it is not ready for another connection. Try again in a moment.'],
  [
    // Of a disk that is read only, Node says that the folder to be made is not there.
    /^(SQLITE_CANTOPEN|SQLITE_READONLY|EACCES|EPERM|EROFS|ENOTDIR|EISDIR|EEXIST|ENOENT mkdir)/,
    'its file (DATABASE_URL, or in DATA_DIR) cannot be opened for writing. Check the path, and whose the folder is.',
  ],
  [/^SQLITE_NOTADB/, 'the file of DATABASE_URL is no SQLite database.'],
  [/^SQLITE_(CORRUPT|IOERR)/, 'the file of DATABASE_URL is damaged, or its disk is. Restore a backup.'],
  [/^(SQLITE_FULL|ENOSPC|EDQUOT)$/, 'the disk is full.'],
];

/** Whether there was no more room for what was written. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(ENOSPC|EDQUOT|EFBIG|SQLITE_FULL)$/.test(String(error.code));
}

/** The same error, in words where an operator can do something about it. They repeat nothing of the settings. */
export function inWords(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code: given = '', syscall } = error as NodeJS.ErrnoException;
  const code = given === 'ENOENT' ? `${given} ${syscall}` : given;
  const isLate = /timeout|terminated unexpectedly/i.test(error.message) && code === '';
  const [, sentence] = sentences.find(([codes]) => codes.test(isLate ? 'ETIMEDOUT' : code)) ?? [];
  return sentence ? new DatabaseError(`Cannot open the database: ${sentence}`, { cause: error }) : error;
}
