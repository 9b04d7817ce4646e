import type { AstroGlobal } from 'astro';
import type { Session } from '../../server/accounts/sessions/sessions.ts';
import { fail } from '../library/model/result.ts';
import { type SendAgainProblem, sendAgainMessages } from '../words/mail-sent.ts';
import { answer, type Page, type PageForm } from './answer.ts';
import { seeOther } from './visitor.ts';

/** What a form asked to be mailed, for the page after it. */
export interface Sent {
  readonly email: string;
  readonly documents?: readonly string[];
  /** Sent once more. */
  readonly isAgain?: boolean;
}

/** Where a form leads that had us send a mail: the page below it names the address, and its own address does not. */
export function mailSent(page: Pick<Page, 'locals'>, path: string) {
  return (_: unknown, form: FormData): Promise<string> => {
    const email = form.get('email')?.toString().trim() ?? '';
    const documents = form.getAll('document').map(String);
    return keep(page, path, { email, ...(documents.length > 0 && { documents }) });
  };
}

/** What the form of this path asked for; null where that is not known, or was long ago. */
export async function sentFrom(
  path: string,
  { locals, params }: Pick<AstroGlobal, 'locals' | 'params'>,
): Promise<Sent | null> {
  const draft = await locals.services.formDrafts.findDraft(`${path}sent/`, params['token'] ?? '');
  return draft && (draft.content as Sent);
}

/** Answers the form by which the mail is sent again. */
export async function answerAgain<Who extends Session | null = null>(
  page: Page,
  { path, sent, ...form }: SendingAgain<Who>,
) {
  if (!sent && page.request.method === 'POST') {
    const session = form.who?.(page);
    return session instanceof Response ? session : seeOther(path);
  }
  return await answer(page, {
    ...form,
    act: async (again, session) => (sent ? await form.act(formAgain(again, sent), session) : fail('form-expired')),
    messages: sendAgainMessages,
    leadsTo: () => keep(page, path, { email: '', ...sent, isAgain: true }),
  });
}

interface SendingAgain<Who extends Session | null>
  extends Pick<PageForm<Who, unknown, SendAgainProblem | 'password-needed' | 'signed-out'>, 'who' | 'stamp' | 'act'> {
  readonly path: string;
  readonly sent: Sent | null;
}

async function keep({ locals }: Pick<Page, 'locals'>, path: string, sent: Sent): Promise<string> {
  return `${path}sent/${await locals.services.formDrafts.keepDraft(`${path}sent/`, sent)}/`;
}

/** The form once more, with the stamp of the page that sends it again. */
function formAgain(form: FormData, { email, documents = [] }: Sent): FormData {
  const again = new FormData();
  again.set('stamp', form.get('stamp')?.toString() ?? '');
  again.set('email', email);
  for (const document of documents) again.append('document', document);
  return again;
}
