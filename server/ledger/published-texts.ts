import type { Context } from '../context.ts';
import type { About } from './entry.ts';

/** Whether a text was published under that name and version with that digest. What has no version has no text of ours. */
export function isPublished({ content }: Context, { type, id, version, textSha256 }: About): boolean {
  const { documents, purposes } = content;
  if (version === null || textSha256 === null) return version === textSha256 && type !== 'purpose';
  if (type === 'purpose') return purposes.find(id, version)?.textSha256 === textSha256;
  if (type === 'signal' || type === 'notices') return false;
  // Of a site that is not built nothing is known.
  return documents.list().length === 0 || documents.find(id, version)?.textSha256 === textSha256;
}
