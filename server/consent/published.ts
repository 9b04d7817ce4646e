import type { Documents } from '../documents/documents.ts';
import type { About } from './entry.ts';
import type { Purposes } from './purposes.ts';

/** Whether a text was published under that name and version with that digest. What has no version has no text of ours. */
export function createPublished({
  purposes,
  documents,
}: {
  readonly purposes: Pick<Purposes, 'find'>;
  readonly documents: Pick<Documents, 'find' | 'list'>;
}) {
  return ({ type, id, version, textSha256 }: About): boolean => {
    if (version === null || textSha256 === null) return version === textSha256 && type !== 'purpose';
    if (type === 'purpose') return purposes.find(id, version)?.textSha256 === textSha256;
    if (type === 'signal') return false;
    // Of a site that is not built nothing is known.
    return documents.list().length === 0 || documents.find(id, version)?.textSha256 === textSha256;
  };
}
