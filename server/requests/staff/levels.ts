import { needsNoConfirmation, type RequestKind } from '../kinds.ts';
import { regimesOf } from '../regimes/places.ts';

/**
 * How sure we have to be of who asks. L0: not at all. L1: the address is confirmed. L2: two things that we hold are
 * told us (reasonable certainty, 11 CCR 7062). L3: three. L4: three, with a declaration signed under penalty of perjury.
 */
export const levels = ['L0', 'L1', 'L2', 'L3', 'L4'] as const;
export type Level = (typeof levels)[number];

/** What the law would have us ask at most, of one item. */
interface LevelRow {
  readonly kinds: readonly RequestKind[];
  readonly most: Level;
  /** Only where this law may apply. */
  readonly regime?: 'US-CA-CCPA';
  readonly source: string;
}

/** The first that fits counts. */
const levelRows: readonly LevelRow[] = [
  { kinds: needsNoConfirmation, most: 'L0', source: '11 CCR 7060(b); GDPR Articles 7(3) and 21(3); DPA 2018 s. 164A' },
  {
    kinds: ['access', 'portability', 'access_admt'],
    most: 'L4',
    regime: 'US-CA-CCPA',
    source: '11 CCR 7062: specific pieces of information',
  },
  {
    kinds: ['access', 'portability', 'erasure', 'rectification', 'access_admt'],
    most: 'L3',
    source: 'GDPR Article 12(6); 11 CCR 7060(d): no more than is needed',
  },
  { kinds: ['appeal', 'misdirected_end_customer'], most: 'L1', source: 'The person of the request that it follows' },
];

/** For all else. */
const otherwise: Level = 'L2';

/** The most that may be asked of somebody for an item. */
export function mostFor(kind: RequestKind, region: string): Level {
  const regimes = regimesOf(region);
  const row = levelRows.find(
    ({ kinds, regime }) => kinds.includes(kind) && (regime === undefined || regimes.includes(regime)),
  );
  return row?.most ?? otherwise;
}

/** What may be asked of whoever asked for these items; nothing where none of them needs proof. */
export function levelsFor(
  kinds: readonly RequestKind[],
  { region, mayConfirm }: { readonly region: string; readonly mayConfirm: boolean },
): readonly Level[] {
  const most = Math.max(0, ...kinds.map((kind) => levels.indexOf(mostFor(kind, region))));
  return levels.slice(mayConfirm ? 1 : 2, most + 1);
}
