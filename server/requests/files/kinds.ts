/** What a file is for: it came with the request or with a message, shows that an agent may ask, or answers. */
export type FilePurpose = 'request' | 'message' | 'permission' | 'answer';

export type FileAuthor = 'person' | 'staff';

/** What is taken, by what a file begins with and never by its name. */
export const fileTypes = ['application/pdf', 'image/png', 'image/jpeg', 'text/plain'] as const;
/** An answer is the package of a copy. */
export type FileType = (typeof fileTypes)[number] | 'application/zip';

export const fileProblems = [
  'files-too-many',
  'file-too-large',
  'file-empty',
  'file-type-unknown',
  'files-over-quota',
  'files-full',
] as const;
/** Of a file that shows an agent's permission, which has a field of its own. */
export const permissionFileProblems = [
  'permission-file-too-large',
  'permission-file-empty',
  'permission-file-type-unknown',
] as const;
export type PermissionFileProblem = (typeof permissionFileProblems)[number];

export type FileProblem = (typeof fileProblems)[number];
