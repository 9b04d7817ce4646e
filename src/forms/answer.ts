import type { AstroGlobal } from 'astro';
import type { Session } from '../../server/accounts/sessions/sessions.ts';
import type { Staff } from '../../server/desk/staff/sessions.ts';
import type { Result } from '../library/model/result.ts';
import type { Message } from '../words/forms.ts';
import { type ShownForm, showForm } from './shown-form.ts';
import { askedAt, sendOn, sentTo, withoutMark } from './unsaved.ts';
import { confirmFirst, nextOf, seeOther, signInFirst, withNext } from './visitor.ts';

export type Page = Pick<AstroGlobal, 'locals' | 'request' | 'url'> & {
  readonly response: { status?: number; readonly headers: Headers };
};

/** No form has words for these: whoever they are about goes first by the page that asks who they are. */
type AskedFirst = 'signed-out' | 'password-needed';

/** Whoever is signed in: the holder of an account, or at the desk one of the staff. */
type Somebody = Session | Staff;

/** What is particular to a form. Every problem has words here, or is said elsewhere. */
export interface PageForm<
  Who extends Somebody | null,
  Value,
  Problem extends string,
  Elsewhere extends string = never,
> {
  /** Who may be here, and where everybody else goes first. Without it anybody may. */
  readonly who?: (page: Page) => Who | Response;
  /** The name for which its stamp is issued: in their session alone, where somebody has to be signed in. */
  readonly stamp?: string;
  readonly act: (sent: FormData, session: Who) => Promise<Result<Value, Problem>>;
  /** In the order of the form. */
  readonly messages: Readonly<Record<Exclude<Problem, AskedFirst | Elsewhere>, Message>>;
  /** Where it leads once done. Without it the page itself says what was done. */
  readonly leadsTo?: string | ((value: Value, sent: FormData, goOn: GoOn) => string | Response | Promise<string>);
  /** Where a problem leads that is said there. */
  readonly instead?: Readonly<Record<Elsewhere, string>>;
  /** Of a form beside the first one of a page: what stands in the query of its action. It is answered before the first. */
  readonly mark?: string;
  /** Of what has another id than its name there. */
  readonly ids?: Readonly<Record<string, string>>;
  /** Of a form that asks people who they are: a field by which it is told from another form that passes through it. */
  readonly own?: string;
}

/** Leads on, together with the form that passes through signing in, if one does. */
type GoOn = typeof seeOther;

interface Answered<Who, Value, Problem> extends ShownForm {
  readonly session: Who;
  /** What was acted upon, well or not. */
  readonly sent: FormData | null;
  /** What came of it, where the page itself says so. */
  readonly done: { readonly value: Value } | null;
  readonly problems: readonly Problem[];
}

/**
 * Reads what was sent to a page, has a verb act upon it, and gives what comes of it: the response to return, or the
 * form to show, with the status set.
 */
export async function answer<
  Value,
  Problem extends string,
  Who extends Somebody | null = null,
  Elsewhere extends string = never,
>(page: Page, form: PageForm<Who, Value, Problem, Elsewhere>): Promise<Response | Answered<Who, Value, Problem>> {
  const unmarked = form.own ? withoutMark(page) : null;
  if (unmarked) return unmarked;
  const session = form.who ? form.who(page) : (null as Who);
  if (session instanceof Response) return session;

  const { sent, typed, carried } = await read(page, form);
  const goOn = carried === null ? seeOther : sendOn;
  const result = sent && (await form.act(sent, session));
  if (sent && result?.ok && form.leadsTo) {
    const to = typeof form.leadsTo === 'string' ? form.leadsTo : await form.leadsTo(result.value, sent, goOn);
    return typeof to === 'string' ? goOn(to) : to;
  }

  const problems = result?.ok === false ? result.problems : [];
  const asked: readonly string[] = problems;
  if (asked.includes('signed-out')) {
    return form.own ? goOn(withNext('/account/sign-in/', nextOf(page))) : signInFirst(page);
  }
  if (asked.includes('password-needed')) return confirmFirst(page);
  const instead = Object.entries<string>(form.instead ?? {}).find(([problem]) => asked.includes(problem));
  if (instead) return goOn(instead[1]);
  if (problems.length > 0) setStatus(page, statusOf(problems));

  const issueFormToken = () => form.stamp && page.locals.services.formTokens.issue(form.stamp, sessionIdOf(session));
  const shown = showForm({ problems, messages: form.messages, typed, ids: form.ids, issueFormToken });
  const done = result?.ok ? result : null;
  return { ...shown, session, carried, problems, done, sent, action: actionOf(page, form.mark) };
}

/** What is particular to a form behind a mailed link. */
interface PageLink<Who, Found, Broken extends string, Words> {
  /** What the link leads to, while it leads somewhere. */
  readonly look: (session: Who) => Promise<Result<Found, NoInfer<Broken>>>;
  /** What is said where it leads nowhere. */
  readonly broken: Readonly<Record<Broken, Words>>;
  /** Whether it did its work before: then nothing is wrong. */
  readonly hasWorked?: (problem: NoInfer<Broken>) => boolean | Promise<boolean>;
}

export type Link<Found, Broken, Words> =
  | { readonly ok: true; readonly value: Found }
  | { readonly ok: false; readonly problem: Broken; readonly words: Words; readonly hasWorked: boolean };

/**
 * The same of a form behind a link. What the verb finds wrong with the link counts before what is seen afterwards; that
 * another form of the page was refused, before both.
 */
export async function answerLink<
  Value,
  Problem extends string,
  Found,
  Broken extends string,
  Words,
  Who extends Somebody | null = null,
>(
  page: Page,
  form: PageForm<Who, Value, Problem, Broken> & PageLink<Who, Found, Broken, Words>,
): Promise<Response | (Answered<Who, Value, Problem> & { readonly link: Link<Found, Broken, Words> })> {
  const isRefused = page.response.status === 422;
  const answered = await answer(page, form);
  if (answered instanceof Response) return answered;

  const isBroken = (problem: string): problem is Broken => Object.hasOwn(form.broken, problem);
  const refused = answered.problems.map(String).find(isBroken);
  const found = refused ? null : await form.look(answered.session);
  if (found?.ok) return { ...answered, link: found };

  const problem: Broken | undefined = refused ?? found?.problems[0];
  if (!problem) throw new Error('A link leads nowhere, and nothing says why');
  const hasWorked = (await form.hasWorked?.(problem)) ?? false;
  if (!isRefused) setStatus(page, hasWorked ? 200 : statusOfLink(problem));
  return { ...answered, messages: [], link: { ok: false, problem, words: form.broken[problem], hasWorked } };
}

/** A body is read once: by the form that its mark names, or else by the first of the page. */
async function read(page: Page, { mark, own }: { readonly mark?: string; readonly own?: string }) {
  const isOurs = mark === undefined || page.url.searchParams.has(mark);
  if (page.request.method !== 'POST' || !isOurs || page.request.bodyUsed) {
    return { sent: null, typed: null, carried: null };
  }
  if (own === undefined) {
    const { form: sent, typed } = await sentTo(page);
    return { sent, typed, carried: null };
  }
  const { form: sent, unsaved: carried } = await askedAt(page, own);
  return { sent, typed: sent, carried };
}

function sessionIdOf(somebody: Somebody | null): string | undefined {
  return somebody && 'sessionId' in somebody ? somebody.sessionId : somebody?.id;
}

/** The page itself. Of its query there remains where somebody was going. */
function actionOf(page: Page, mark?: string): string {
  // Two strokes would name a host.
  const path = withNext(page.url.pathname.replace(/^\/+/, '/'), nextOf(page));
  return mark ? `${path}${path.includes('?') ? '&' : '?'}${mark}` : path;
}

function setStatus({ response }: Page, status: number): void {
  response.status = status;
  if (status === 503) response.headers.set('Retry-After', '60');
}

/** The status of a form that was refused. */
function statusOf(problems: readonly string[]): number {
  if (problems.includes('busy')) return 503;
  if (problems.includes('role-missing')) return 403;
  return problems.some((problem) => problem.startsWith('too-many-')) ? 429 : 422;
}

/** The status of a link that leads nowhere: it never did, or does no longer. */
function statusOfLink(problem: string): number {
  return /-(unknown|invalid)$/.test(problem) ? 404 : 410;
}
