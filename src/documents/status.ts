import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Version } from './chain-effects.ts';
import { resolveComponents } from './components.ts';
import { type Day, showDay } from './days.ts';
import { type Document, inEffect, type Library, languageOf, sourceOf, versioned, waiting } from './library.ts';
import { createPipeline } from './markdown.ts';
import { readWritten } from './written.ts';

export interface Status {
  readonly slug: string;
  readonly title: string;
  readonly current: Version | null;
  readonly waiting: Version | null;
  readonly draft: 'none' | 'published' | 'differs';
}

export async function statusOf(library: Library, today: Day): Promise<Status[]> {
  const pipeline = await createPipeline();
  return versioned(library).map((document) => ({
    slug: document.slug,
    title: document.title,
    current: inEffect(document, today),
    waiting: waiting(document, today),
    draft: draftOf(document),
  }));

  function draftOf(document: Document): Status['draft'] {
    const { slug, versions } = document;
    const path = join(library.root, slug, 'draft.mdx');
    if (!existsSync(path)) return 'none';
    const last = versions.at(-1);
    const draft = resolveComponents(pipeline, readWritten(path), library, languageOf(library, document));
    return last && sourceOf(library, slug, last.version) === draft ? 'published' : 'differs';
  }
}

export function showStatus({ slug, title, current, waiting, draft }: Status): string {
  const drafts = {
    none: 'no draft',
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
