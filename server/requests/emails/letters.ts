import { showDay } from '../../../src/library/model/days.ts';
import { fill } from '../../../src/words/fill.ts';
import { nameAuthorities, nameKinds, personNamed } from '../../../src/words/requests/request-mails.ts';
import type { Context } from '../../context.ts';
import type { RequestRow } from '../../db/schema.ts';
import type { ExtensionReason, Outcome, PauseReason, Relation, RequestKind } from '../kinds.ts';
import { mayAppeal, personOf, regionOf } from '../records.ts';
import { authoritiesOf } from '../regimes/authorities.ts';
import { regimesOf } from '../regimes/places.ts';
import type { Level } from '../staff/levels.ts';
import { recourseOf } from './answer-wording.ts';

/** What goes to the person is what staff wrote and, below it, what the law has us say: nobody can leave that out. */
interface Written {
  readonly items: readonly RequestKind[];
  /** What staff wrote. */
  readonly text: string;
}

/** The last day by the law, and the one that the page of the request shows. */
interface ExtendedDays {
  readonly lawOn: string;
  readonly dueOn: string;
}

/** Who somebody is, or what they mean. */
export function askingText(
  ctx: Context,
  request: RequestRow,
  { ask, level, items, text }: Written & { readonly ask: 'identity' | PauseReason; readonly level?: Level },
): string {
  const { identity, clock } = ctx.content.answers.locked;
  const isAgent = request.relation === 'agent';
  const needed = level && level !== 'L0' ? [identity[level], ...(isAgent ? [identity.agent] : []), identity.use] : [];
  const waits = ask === 'identity' ? identityStops(ctx, request) : true;
  return whole(ctx, request, items, [text, ...needed, waits ? clock.waits : clock.runs]);
}

/** That more time is needed, why, and until when: GDPR Article 12(3). */
export function extensionText(
  ctx: Context,
  request: RequestRow,
  { reason, items, lawOn, dueOn, text }: Written & ExtendedDays & { readonly reason: ExtensionReason },
): string {
  const { extended, reasons } = ctx.content.answers.locked;
  const values = { reason: reasons[reason], lawOn: shown(ctx, lawOn), dueOn: shown(ctx, dueOn) };
  return whole(ctx, request, items, [text, fill(extended, { ...valuesOf(ctx, request, items), ...values })]);
}

export function extensionEndedText(
  ctx: Context,
  request: RequestRow,
  { items, lawOn, dueOn, text }: Written & ExtendedDays,
): string {
  const ended = fill(ctx.content.answers.locked.extensionEnded, {
    ...valuesOf(ctx, request, items),
    lawOn: shown(ctx, lawOn),
    dueOn: shown(ctx, dueOn),
  });
  return whole(ctx, request, items, [text, ended]);
}

/** The answer to some of what was asked. What follows from the law of the person stands in the mail and on record. */
export function closingText(
  ctx: Context,
  request: RequestRow,
  {
    outcome,
    items,
    text,
    deed,
    meaning,
  }: Written & { readonly outcome: Outcome; readonly deed: string; readonly meaning: string },
): string {
  const { locked } = ctx.content.answers;
  return whole(ctx, request, items, [
    text,
    ...(deed ? [fill(locked.deed, { ...valuesOf(ctx, request, items), deed })] : []),
    ...(outcome === 'nothing-held' ? [locked.nothingHeld] : []),
    ...(outcome === 'refused' ? [fill(locked.meaning, { ...valuesOf(ctx, request, items), meaning })] : []),
  ]);
}

/** That the business decides, in the same words whether we know it or not. */
export function routedText(ctx: Context, request: RequestRow): string {
  return fill(ctx.content.answers.locked.routed, valuesOf(ctx, request, [])).trim();
}

/** How to turn against an answer to some items, by the law of the person. */
export async function recourseText(ctx: Context, request: RequestRow, items: readonly RequestKind[]): Promise<string> {
  const region = regionOf(ctx, request);
  const own = recourseOf(region);
  const recourse = own === 'US-OTHER' && !(await mayAppeal(ctx, request)) ? 'US-OTHER-UNAPPEALABLE' : own;
  const authorities = nameAuthorities(authoritiesOf(region, ctx.content.company.authorities));
  return fill(ctx.content.answers.locked.recourse[recourse], { ...valuesOf(ctx, request, items), authorities });
}

export function reopenedText(ctx: Context, request: RequestRow, { items, text }: Written): string {
  return whole(ctx, request, items, [text, ctx.content.answers.locked.reopened]);
}

export function mergedText(
  ctx: Context,
  request: RequestRow,
  { items, text, into }: Written & { readonly into: RequestRow },
): string {
  const values = { ...valuesOf(ctx, into, items), into: into.reference, dueOn: shown(ctx, into.due_on) };
  const merged = fill(ctx.content.answers.locked.merged, { ...values, reference: request.reference });
  return whole(ctx, request, items, [...(text ? [text] : []), merged]);
}

/** UK GDPR Article 12A and EDPB 01/2022: elsewhere the time runs while we ask who somebody is. */
function identityStops(ctx: Context, request: RequestRow): boolean {
  const regimes = regimesOf(regionOf(ctx, request));
  return regimes.length === 1 && (regimes[0] === 'UK-GDPR' || regimes[0] === 'EU-GDPR');
}

function whole(ctx: Context, request: RequestRow, items: readonly RequestKind[], parts: readonly string[]): string {
  const [text = '', ...locked] = parts;
  const values = valuesOf(ctx, request, items);
  return [text, ...locked.map((part) => fill(part.trim(), values))].join('\n\n');
}

/** What any words about a request can name. */
export function valuesOf(ctx: Context, request: RequestRow, items: readonly RequestKind[]) {
  const { company } = ctx.content;
  return {
    name: personOf(ctx, request)?.name || '',
    reference: request.reference,
    items: nameKinds(items, request.relation as Relation),
    ...personNamed(request.relation as Relation),
    company: company.name,
    privacyAddress: company.privacyAddress,
    dueOn: shown(ctx, request.due_on),
  };
}

function shown(ctx: Context, day: string): string {
  return showDay(day, ctx.content.company.language);
}
