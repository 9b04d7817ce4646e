import { newestText, type Version } from '../model/chain-effects.ts';
import { type Day, showDay } from '../model/days.ts';
import { type Document, inEffect, type Library, sourceOf, versioned, waiting } from '../model/library.ts';
import { freeze, hasDraft } from './version-file.ts';

export interface Status {
  readonly slug: string;
  readonly title: string;
  readonly current: Version | null;
  readonly waiting: Version | null;
  readonly draft: 'none' | 'unreadable' | 'published' | 'differs';
}

export async function statusOf(library: Library, today: Day): Promise<Status[]> {
  return Promise.all(
    versioned(library).map(async (document) => ({
      slug: document.slug,
      title: document.title,
      current: inEffect(document, today),
      waiting: waiting(document, today),
      draft: await draftOf(document),
    })),
  );

  async function draftOf(document: Document): Promise<Status['draft']> {
    const { slug, versions } = document;
    if (!hasDraft(library, slug)) return 'none';
    const draft = await freeze(library, document);
    if (!draft.ok) return 'unreadable';
    const last = newestText(versions);
    return last && sourceOf(library, slug, last.version) === draft.value ? 'published' : 'differs';
  }
}

export function showStatus({ slug, title, current, waiting, draft }: Status): string {
  const drafts = {
    none: 'no draft',
    unreadable: 'the draft cannot be read; the check says why',
    published: 'the draft is what was published last',
    differs: 'the draft holds changes that are not published',
  };
  return [
    `${title} (${slug})`,
    `  ${current ? `in effect: ${current.version}, since ${showDay(current.effectiveOn)}` : 'nothing is in effect'}`,
    ...(waiting ? [`  waiting: ${waiting.version}, from ${showDay(waiting.effectiveOn)}`] : []),
    `  ${drafts[draft]}`,
  ].join('\n');
}
