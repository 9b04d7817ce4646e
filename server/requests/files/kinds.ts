/** What a file is for: it came with the request or with a message, shows that an agent may ask or who somebody is, or answers. */
export const filePurposes = ['request', 'message', 'permission', 'identity', 'answer'] as const;
export type FilePurpose = (typeof filePurposes)[number];

export type FileAuthor = 'person' | 'staff';

/** What is taken, by what a file begins with and never by its name. */
export const fileTypes = ['application/pdf', 'image/png', 'image/jpeg', 'text/plain'] as const;
/** What an answer may be besides: the package of a copy. */
export const answerTypes = [...fileTypes, 'application/zip'] as const;
export type FileType = (typeof answerTypes)[number];

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
