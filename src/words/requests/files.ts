import type { FileProblem, FilePurpose, PermissionFileProblem } from '../../../server/requests/files/kinds.ts';
import type { Message } from '../forms.ts';

export const fileMessages: Record<FileProblem, Message> = {
  'files-too-many': { field: 'files', text: 'Choose at most five files' },
  'file-too-large': { field: 'files', text: 'Choose files of at most 10 MB each' },
  'file-empty': { field: 'files', text: 'One of the files is empty. Choose it again, or leave it out' },
  'file-type-unknown': {
    field: 'files',
    text: 'Choose PDF, PNG, JPEG or plain text. We look at what a file holds, not at its name',
  },
  'files-over-quota': {
    field: 'files',
    text: 'A request holds up to 50 files and 100 MB, and this one is full. Send the message without files, and tell us what else you have',
  },
  'files-full': {
    field: 'files',
    text: 'We cannot take files at the moment. Send it without files: you can add them later',
  },
};

const ofPermission = (problem: FileProblem): Message => ({ ...fileMessages[problem], field: 'permission' });

export const permissionFileMessages: Record<PermissionFileProblem, Message> = {
  'permission-file-too-large': ofPermission('file-too-large'),
  'permission-file-empty': ofPermission('file-empty'),
  'permission-file-type-unknown': ofPermission('file-type-unknown'),
};

export const fileField = {
  label: 'Files',
  help: 'PDF, PNG, JPEG or plain text; up to five, 10 MB each.',
  /** After a form that could not be taken: browsers forget what was chosen. */
  again: 'Please choose your files again: what you typed is still here, but a browser does not keep files.',
  permission: 'The permission of the person for whom you act',
  permissionHelp:
    'Signed by that person, as a PDF, a picture or plain text. You can also send it later, on the page of the request.',
};

export const filePurposes: Record<FilePurpose, string> = {
  request: 'Came with the request',
  message: 'Came with a message',
  permission: 'Permission to act',
  answer: 'Our answer',
};

/** As people say it: `1.4 MB`. */
export function sizeInWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
  const [size, unit] = bytes < 1_000_000 ? [bytes / 1000, 'KB'] : [bytes / 1_000_000, 'MB'];
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${unit}`;
}
