import type { AstroGlobal } from 'astro';
import type { SentNote } from '../../server/crypto/sent-notes.ts';

type Page = Pick<AstroGlobal, 'locals' | 'url'>;

/** Where a form leads that made us send a mail: the page there can name the address, and its own address does not. */
export function sentPath({ locals }: Pick<Page, 'locals'>, path: string, note: SentNote): string {
  return `${path}?sent=${locals.services.sentNotes.write(path, note)}`;
}

/** What the form before this page sent; null where that is not known, or was long ago. */
export function sentNoteOf({ locals, url }: Page, path = url.pathname): SentNote | null {
  return locals.services.sentNotes.read(path, url.searchParams.get('sent'));
}

/** The form once more, with the stamp of the page that sends it again. */
export function formAgain(form: FormData, { email, documents = [] }: SentNote): FormData {
  const again = new FormData();
  again.set('stamp', form.get('stamp')?.toString() ?? '');
  again.set('email', email);
  for (const document of documents) again.append('document', document);
  return again;
}
