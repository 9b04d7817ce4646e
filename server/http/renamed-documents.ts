import type { Services } from '../services.ts';

/** Where the addresses under a document's name begin. */
const places = ['/', '/account/agreements/', '/purposes/'];

/** The address as it is today, where a part of it is a name that a document or a purpose had; null where none is. */
export function renamedPath(path: string, { documents, purposes }: Pick<Services, 'documents' | 'purposes'>) {
  for (const place of places) {
    if (!path.startsWith(place)) continue;
    const [, name = '', rest = ''] = /^([^/.]+)(.*)$/.exec(path.slice(place.length)) ?? [];
    const current = place === '/purposes/' ? (purposes.namesOf(name)[0] ?? name) : documents.named(name);
    if (current === name) continue;
    const isWhole = /\/$|\.\w{1,5}$/.test(rest);
    return `${place}${current}${rest}${isWhole ? '' : '/'}`;
  }
  return null;
}
