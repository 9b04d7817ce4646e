import { cpSync } from 'node:fs';
import { extend, link } from '../model/chain/chain.ts';
import { newestText, versionsOf } from '../model/chain/effects.ts';
import type { Day } from '../model/days.ts';
import { openLibrary, sourceOf, versioned, waiting } from '../model/library.ts';
import { digestsOf } from '../text/derivation.ts';
import { render } from '../text/render.ts';
import { freeze, nameFor, writeVersions } from './version-file.ts';

/** A copy of the library in which every draft is in effect: to be looked at, never to be published. */
export function preview(root: string, folder: string, today: Day): string[] {
  cpSync(root, folder, { recursive: true, errorOnExist: true, force: false });
  const library = openLibrary(folder);
  const shown: string[] = [];
  const by = { name: 'Preview', capacity: 'not approved' };

  for (const document of versioned(library)) {
    const source = freeze(library, document);
    const last = newestText(document.versions);
    if (!source.ok || (last && sourceOf(library, document.slug, last.version) === source.value)) continue;
    const next = waiting(document, today);
    const reason = 'A preview shows the draft.';
    const chain = next
      ? [...document.chain, link(document.chain, { event: 'cancelled', version: next.version, on: today, reason, by })]
      : document.chain;
    const line = extend(chain, {
      version: nameFor({ ...document, versions: versionsOf(chain) }, today),
      publishedOn: today,
      effectiveOn: today,
      class: last ? 'notice' : null,
      summary: 'A preview of the draft.',
      approvedBy: by,
      ...digestsOf(source.value, render(source.value)),
    });
    writeVersions(library, document.slug, chain, [{ line, source: source.value }]);
    shown.push(document.slug);
  }
  return shown;
}
