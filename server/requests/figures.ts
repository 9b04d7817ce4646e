import { dayIn, daysUntil } from '../../src/library/model/days.ts';
import { hour } from '../clock.ts';
import { type Context, type Resources, today } from '../context.ts';
import type { RequestItemRow, RequestRow } from '../db/schema.ts';
import { fewest, type Outcome, type RequestKind, requestKinds } from './kinds.ts';

/** What became of the requests of one kind that were received in one year. An item counts for itself. */
interface KindFigures {
  readonly kind: RequestKind;
  readonly received: number;
  /** Done, wholly or in part, or passed on to who decides. */
  readonly answered: number;
  readonly inPart: number;
  readonly refused: number;
  readonly withdrawn: number;
  readonly unconfirmed: number;
  readonly open: number;
  /** From receipt to our answer, done or refused; null where none was given. */
  readonly medianDays: number | null;
  readonly meanDays: number | null;
}

interface YearFigures {
  readonly year: number;
  readonly kinds: readonly KindFigures[];
}

/** What is kept of an item whose record is erased: that there was one, and after how many days it ended how. */
interface FigureKey {
  readonly year: number;
  readonly kind: string;
  readonly outcome: string;
  readonly days: number;
}

/** What everybody may see of it: null where it is too little to be told. */
export interface PublicFigures {
  readonly kind: RequestKind;
  readonly received: number | null;
  readonly answered: number | null;
  readonly refused: number | null;
  readonly medianDays: number | null;
  readonly meanDays: number | null;
}

interface PublicYear {
  readonly year: number;
  readonly kinds: readonly PublicFigures[];
}

type Item = Pick<RequestItemRow, 'kind' | 'outcome' | 'closed_at'> & Pick<RequestRow, 'received_on'>;

/** Whoever asks again and again has nothing counted again. */
const remembered = new WeakMap<Resources, { readonly at: number; readonly years: readonly PublicYear[] }>();

const answers: readonly string[] = ['done', 'partly-done', 'nothing-held', 'routed'] satisfies readonly Outcome[];
/** What is an abuse of the right is refused for that (GDPR Article 12(5)). */
const refusals: readonly string[] = ['refused', 'abuse'] satisfies readonly Outcome[];

/** What the figures of one year come to (11 CCR 7102), records that were erased since among them. */
export async function figuresOf(ctx: Context, year: number): Promise<YearFigures> {
  const items = await itemsCounted(ctx)
    .where('received_on', '>=', `${year}-01-01`)
    .where('received_on', '<=', `${year}-12-31`)
    .execute();
  const kept = await ctx.db.selectFrom('request_figure').selectAll().where('year', '=', year).execute();
  const counted = [...items.map((item) => ({ ...keyOf(ctx, item), count: 1 })), ...kept];
  const kinds = requestKinds.flatMap((kind) => {
    // One that is answered together with another is counted there.
    const own = counted.filter((one) => one.kind === kind && one.outcome !== 'merged');
    return own.length > 0 ? [summed(kind, own)] : [];
  });
  return { year, kinds };
}

/** The figures of every year, without what is too little, and of the same hour for everybody. */
export async function publicFigures(ctx: Context): Promise<readonly PublicYear[]> {
  const now = ctx.clock.now().getTime();
  const known = remembered.get(ctx.resources);
  if (known && now - known.at < hour && now >= known.at) return known.years;
  const years: PublicYear[] = [];
  for (const year of await figureYears(ctx)) {
    const { kinds } = await figuresOf(ctx, year);
    years.push({ year, kinds: kinds.map(toPublic) });
  }
  remembered.set(ctx.resources, { at: now, years });
  return years;
}

/** The years of which there is anything to say, the newest first. */
export async function figureYears(ctx: Context): Promise<number[]> {
  const first = await ctx.db
    .selectFrom('request')
    .select((row) => row.fn.min('received_on').as('day'))
    .executeTakeFirst();
  const kept = await ctx.db
    .selectFrom('request_figure')
    .select((row) => row.fn.min('year').as('year'))
    .executeTakeFirst();
  const now = Number(today(ctx).slice(0, 4));
  const start = Math.min(now, ...[Number(first?.day?.slice(0, 4) || now), Number(kept?.year || now)]);
  return Array.from({ length: now - start + 1 }, (_, at) => now - at);
}

/** Adds what is about to be erased to the counts that stay. In the transaction that erases it. */
export async function keepFigures(ctx: Context, requestIds: readonly string[]): Promise<void> {
  if (requestIds.length === 0) return;
  const items = await itemsCounted(ctx).where('request_id', 'in', requestIds).execute();
  for (const item of items) {
    await ctx.db
      .insertInto('request_figure')
      .values({ ...keyOf(ctx, item), count: 1 })
      .onConflict((conflict) =>
        conflict
          .columns(['year', 'kind', 'outcome', 'days'])
          .doUpdateSet((row) => ({ count: row('request_figure.count', '+', 1) })),
      )
      .execute();
  }
}

function itemsCounted(ctx: Context) {
  return ctx.db
    .selectFrom('request_item')
    .innerJoin('request', 'request.id', 'request_item.request_id')
    .select(['kind', 'request_item.outcome', 'request_item.closed_at', 'received_on']);
}

function keyOf(ctx: Context, { kind, outcome, closed_at, received_on }: Item): FigureKey {
  const ended = closed_at && dayIn(ctx.content.company.timeZone, new Date(closed_at));
  const days = ended ? Math.max(0, daysUntil(received_on, ended)) : 0;
  return { year: Number(received_on.slice(0, 4)), kind, outcome: outcome ?? 'open', days };
}

function summed(kind: RequestKind, counted: readonly (FigureKey & { readonly count: number })[]): KindFigures {
  const sum = (outcomes: readonly string[]) =>
    counted.filter(({ outcome }) => outcomes.includes(outcome)).reduce((total, { count }) => total + count, 0);
  const told = counted.filter(({ outcome }) => answers.includes(outcome) || refusals.includes(outcome));
  return {
    kind,
    received: counted.reduce((total, { count }) => total + count, 0),
    answered: sum(answers),
    inPart: sum(['partly-done']),
    refused: sum(refusals),
    withdrawn: sum(['withdrawn']),
    unconfirmed: sum(['unconfirmed']),
    open: sum(['open']),
    ...daysOf(told),
  };
}

function daysOf(told: readonly { readonly days: number; readonly count: number }[]) {
  const all = told.flatMap(({ days, count }) => Array.from({ length: count }, () => days)).sort((a, b) => a - b);
  if (all.length === 0) return { medianDays: null, meanDays: null };
  const middle = [all[Math.floor((all.length - 1) / 2)] ?? 0, all[Math.floor(all.length / 2)] ?? 0];
  const mean = all.reduce((total, days) => total + days, 0) / all.length;
  return { medianDays: ((middle[0] ?? 0) + (middle[1] ?? 0)) / 2, meanDays: Math.round(mean * 10) / 10 };
}

/** All that those who asked came to: the counts that are shown, and what is left between them. */
const parts = ['answered', 'refused', 'rest'] as const;
type Part = (typeof parts)[number];

/**
 * A small count is not told, nor another with which it could be told from the sum: at least two are left out, and
 * together they are no small number. What is nobody is told.
 */
function toPublic({ kind, received, answered, refused, medianDays, meanDays }: KindFigures): PublicFigures {
  if (received < fewest) {
    return { kind, received: null, answered: null, refused: null, medianDays: null, meanDays: null };
  }
  const hidden = hiddenOf({ answered, refused, rest: received - answered - refused });
  const told = (part: Part, count: number) => (hidden.includes(part) ? null : count);
  const timed = answered + refused >= fewest ? { medianDays, meanDays } : { medianDays: null, meanDays: null };
  return { kind, received, answered: told('answered', answered), refused: told('refused', refused), ...timed };
}

function hiddenOf(counts: Readonly<Record<Part, number>>): readonly Part[] {
  const some = parts.filter((part) => counts[part] > 0).sort((one, other) => counts[one] - counts[other]);
  const small = some.filter((part) => counts[part] < fewest).length;
  if (small === 0) return [];
  const sum = (hidden: readonly Part[]) => hidden.reduce((total, part) => total + counts[part], 0);
  const enough = some.findIndex((_, at) => {
    const hidden = some.slice(0, at + 1);
    return hidden.length >= Math.max(2, small) && sum(hidden) >= fewest;
  });
  return some.slice(0, enough + 1);
}
