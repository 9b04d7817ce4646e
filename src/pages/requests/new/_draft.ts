import type { AstroGlobal } from 'astro';
import type { Draft } from '../../../../server/requests/form/drafts.ts';
import { formTokenNames, type SubmissionProblem, startProblems } from '../../../../server/requests/kinds.ts';
import { type ShownForm, showForm } from '../../../forms/shown-form.ts';
import { seeOther } from '../../../forms/visitor.ts';
import { submissionMessages } from '../../../words/requests/requests.ts';

type Page = Pick<AstroGlobal, 'locals' | 'params' | 'response'>;

/** What somebody typed before; null where that is no longer known. Of what was sent since, where its receipt stands. */
export async function draftAt({ locals, params, response }: Page): Promise<Draft | Response | null> {
  const { requests } = locals.services;
  const draft = await requests.draft(params['token'] ?? '');
  if (draft && 'typed' in draft) return draft;
  const receipt = draft && (await requests.receiptOfStamp(draft.sentAs));
  if (receipt) return seeOther(receipt);
  response.status = 404;
  return null;
}

/** Of answers that were sent and could not be taken, as with a file that is none: those that were checked before. */
export async function draftSent({ locals }: Pick<Page, 'locals'>, sent: FormData | null) {
  const token = String(sent?.get('draft') ?? '');
  const draft = token && sent?.get('step') === 'send' ? await locals.services.requests.draft(token) : null;
  return draft && 'typed' in draft && draft.checked.ok
    ? { token, typed: draft.typed, answers: draft.checked.value }
    : null;
}

/** On the page of the first answers, or of the others: each says what is wrong with its own, once it was sent. */
export function showDraft(
  { locals }: Pick<Page, 'locals'>,
  { typed: { one, many }, checked }: Draft,
  page: 'start' | 'what',
): ShownForm {
  const typed = new FormData();
  for (const [name, value] of Object.entries(one)) typed.set(name, value);
  for (const kind of many.kind) typed.append('kind', kind);
  return showForm({
    typed,
    messages: submissionMessages,
    problems: checked.ok ? [] : checked.problems.filter((problem) => isShown(problem, page, one.step)),
    issueFormToken: () => locals.services.formTokens.issue(formTokenNames.request),
  });
}

function isShown(problem: SubmissionProblem, page: 'start' | 'what', step: string): boolean {
  const isOfStart = startProblems.includes(problem);
  return page === 'start' ? isOfStart : !isOfStart && step !== 'start';
}
