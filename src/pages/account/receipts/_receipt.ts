import type { About } from '../../../../server/ledger/entry.ts';
import type { Services } from '../../../../server/services.ts';
import { signalTitle, versionTitle } from '../../../words/consents.ts';
import { fill } from '../../../words/fill.ts';

/** What an entry is about, as readers know it. */
export function titleOf({ purposes, documents }: Pick<Services, 'purposes' | 'documents'>, about: About): string {
  if (about.type === 'signal') return signalTitle;
  const version = about.version ?? '';
  const found = about.type === 'purpose' ? purposes.find(about.id, version) : documents.find(about.id, version);
  const title = found?.title ?? documents.inEffect(about.id)?.title ?? about.id;
  return about.version === null ? title : fill(versionTitle, { title, version });
}
