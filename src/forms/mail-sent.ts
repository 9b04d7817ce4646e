import type { AstroGlobal } from 'astro';

type Page = Pick<AstroGlobal, 'locals'>;

/** What a form asked to be mailed, for the page after it. */
export interface Sent {
  readonly email: string;
  readonly documents?: readonly string[];
  /** Sent once more. */
  readonly isAgain?: boolean;
}

/** Where a form leads that made us send a mail: the page there can name the address, and its own address does not. */
export async function sentPath({ locals }: Page, path: string, sent: Sent): Promise<string> {
  return `${path}${await locals.services.formDrafts.keepDraft(path, sent)}/`;
}

/** What the form before this page asked for; null where that is not known, or was long ago. */
export async function sentAt(
  { locals, params }: Page & Pick<AstroGlobal, 'params'>,
  path: string,
): Promise<Sent | null> {
  const draft = await locals.services.formDrafts.findDraft(path, params['token'] ?? '');
  return draft && (draft.content as Sent);
}

/** The form once more, with the stamp of the page that sends it again. */
export function formAgain(form: FormData, { email, documents = [] }: Sent): FormData {
  const again = new FormData();
  again.set('stamp', form.get('stamp')?.toString() ?? '');
  again.set('email', email);
  for (const document of documents) again.append('document', document);
  return again;
}
