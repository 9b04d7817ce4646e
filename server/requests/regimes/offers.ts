import type { Day } from '../../../src/library/model/days.ts';
import { type RequestKind, requestKinds } from '../kinds.ts';
import { clockRows, holdsOn, type Regime } from './clocks.ts';
import { isUnknown, regimesOf } from './places.ts';

/** What everybody may ask here, whatever law is theirs. */
const everywhere: readonly RequestKind[] = ['objection_marketing', 'withdraw_consent', 'complaint', 'other'];

/** Where no law of the place is known. */
const withoutLaw: readonly RequestKind[] = [
  ...(['access', 'portability', 'rectification', 'erasure', 'restriction', 'objection'] as const),
  'opt_out_sale_sharing',
];

/** Civ. Code 1798.135(c)(4): no law sets a time for it. */
const besides: Readonly<Partial<Record<Regime, readonly RequestKind[]>>> = { 'US-CA-CCPA': ['opt_in_after_opt_out'] };

/** In California the same as what stands beside it. */
const sameThere: Readonly<Partial<Record<Regime, readonly RequestKind[]>>> = { 'US-CA-CCPA': ['opt_out_targeted_ads'] };

/**
 * What somebody who lives in a region is offered to ask, in the order in which it is shown: what its law knows on that
 * day. Of laws that may be anybody's, what more than one of them knows.
 */
export function kindsOffered(region: string, today: Day): readonly RequestKind[] {
  const regimes = regimesOf(region);
  const known = regimes.map((regime) => kindsOfLaw(regime, today));
  const enough = isUnknown(region) ? 2 : 1;
  const offered = new Set([
    ...everywhere,
    ...(known.length === 0 ? withoutLaw : []),
    ...requestKinds.filter((kind) => known.filter((kinds) => kinds.has(kind)).length >= enough),
  ]);
  return requestKinds.filter((kind) => offered.has(kind));
}

/** Whether it matters how far back a copy of the data goes: 11 CCR 7020(e). */
export function asksForReach(region: string): boolean {
  return regimesOf(region).includes('US-CA-CCPA');
}

function kindsOfLaw(regime: Regime, today: Day): ReadonlySet<RequestKind> {
  const rows = clockRows.filter((row) => row.regime === regime && holdsOn(row, today));
  const hidden = sameThere[regime] ?? [];
  const kinds = [...rows.flatMap((row) => row.kinds), ...(besides[regime] ?? [])];
  return new Set(kinds.filter((kind) => !hidden.includes(kind)));
}
