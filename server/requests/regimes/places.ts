import { laws, type Regime } from './clocks.ts';

const states: Readonly<Record<string, Regime>> = {
  'US-CA': 'US-CA-CCPA',
  'US-VA': 'US-VA-VCDPA',
  'US-CO': 'US-CO-CPA',
  'US-CT': 'US-CT-CTDPA',
  'US-TX': 'US-TX-TDPSA',
  'US-MN': 'US-MN-MCDPA',
  'US-OR': 'US-OR-OCPA',
  'US-IA': 'US-IA-ICDPA',
  'US-UT': 'US-UT-UCPA',
};

/**
 * The zones of a place, the westernmost alone where it has several: there the day of receipt is the earliest. Members of
 * the European Economic Area, with the parts of them that have a code of their own and in which its law holds.
 */
const european: Readonly<Record<string, string>> = {
  AT: 'Europe/Vienna',
  AX: 'Europe/Mariehamn',
  BE: 'Europe/Brussels',
  BG: 'Europe/Sofia',
  CY: 'Asia/Nicosia',
  CZ: 'Europe/Prague',
  DE: 'Europe/Berlin',
  DK: 'Europe/Copenhagen',
  EE: 'Europe/Tallinn',
  ES: 'Atlantic/Canary',
  FI: 'Europe/Helsinki',
  FR: 'Europe/Paris',
  GF: 'America/Cayenne',
  GP: 'America/Guadeloupe',
  GR: 'Europe/Athens',
  HR: 'Europe/Zagreb',
  HU: 'Europe/Budapest',
  IE: 'Europe/Dublin',
  IS: 'Atlantic/Reykjavik',
  IT: 'Europe/Rome',
  LI: 'Europe/Vaduz',
  LT: 'Europe/Vilnius',
  LU: 'Europe/Luxembourg',
  LV: 'Europe/Riga',
  MF: 'America/Marigot',
  MQ: 'America/Martinique',
  MT: 'Europe/Malta',
  NL: 'Europe/Amsterdam',
  NO: 'Europe/Oslo',
  PL: 'Europe/Warsaw',
  PT: 'Atlantic/Azores',
  RE: 'Indian/Reunion',
  RO: 'Europe/Bucharest',
  SE: 'Europe/Stockholm',
  SI: 'Europe/Ljubljana',
  SK: 'Europe/Bratislava',
  YT: 'Indian/Mayotte',
};

const others: Readonly<Record<string, string>> = {
  GB: 'Europe/London',
  CH: 'Europe/Zurich',
  BR: 'America/Rio_Branco',
  CA: 'America/Vancouver',
  'CA-QC': 'America/Montreal',
};

/** Western ends of the states. */
const byStates: Readonly<Record<string, string>> = {
  'America/New_York':
    'US-CT US-DE US-DC US-GA US-ME US-MD US-MA US-NH US-NJ US-NY US-NC US-OH US-PA US-RI US-SC US-VT US-VA US-WV',
  'America/Chicago': 'US-AL US-AR US-FL US-IL US-IN US-IA US-KY US-LA US-MI US-MN US-MS US-MO US-OK US-TN US-WI',
  'America/Denver': 'US-CO US-KS US-MT US-NE US-NM US-ND US-SD US-TX US-UT US-WY',
  'America/Phoenix': 'US-AZ',
  'America/Los_Angeles': 'US-CA US-ID US-NV US-OR US-WA',
  'America/Adak': 'US-AK',
  'Pacific/Honolulu': 'US-HI US',
};

const zones: ReadonlyMap<string, string> = new Map([
  ...Object.entries(european),
  ...Object.entries(others),
  ...Object.entries(byStates).flatMap(([zone, states]) => states.split(' ').map((state) => [state, zone] as const)),
]);

const known: ReadonlyMap<string, readonly Regime[]> = new Map<string, readonly Regime[]>([
  ...Object.keys(european).map((country) => [country, ['EU-GDPR']] as const),
  ['GB', ['UK-GDPR']],
  ['CH', ['CH-FADP']],
  ['BR', ['BR-LGPD']],
  ['CA', ['CA-PIPEDA', 'CA-QC-P39.1']],
  ['CA-QC', ['CA-QC-P39.1']],
  ['US', laws.filter((regime) => regime.startsWith('US-'))],
  ...Object.entries(states).map(([state, regime]) => [state, [regime]] as const),
]);

/** For a moment of which nobody says where it was received: of mainlands that have several, the westernmost. */
const zonesOfRegimes: Readonly<Partial<Record<Regime, string>>> = {
  'EU-GDPR': 'Europe/Lisbon',
  'UK-GDPR': 'Europe/London',
  'BR-LGPD': 'America/Rio_Branco',
  'CA-PIPEDA': 'America/Vancouver',
  'CA-QC-P39.1': 'America/Montreal',
  'CH-FADP': 'Europe/Zurich',
  'US-OTHER': 'Pacific/Honolulu',
  ...Object.fromEntries(Object.entries(states).map(([state, regime]) => [regime, zones.get(state)])),
};

/** The zone of a law, or of anybody, in which it is the earliest day, wherever that is: nobody is served later. */
const westernmost: Readonly<Partial<Record<Regime, string>>> = {
  ...zonesOfRegimes,
  'EU-GDPR': 'America/Guadeloupe',
  PROMISE: 'Pacific/Honolulu',
};

/**
 * The laws that may be somebody's who lives in a region (ISO 3166): all where that is not known, and none where no law of
 * the place is.
 */
export function regimesOf(region: string): readonly Regime[] {
  if (isUnknown(region)) return laws;
  return known.get(region) ?? (region.startsWith('US-') ? ['US-OTHER'] : []);
}

/** Under what a list finds a request: the law that is theirs before others, `unknown` where nobody said, `none` where none. */
export type Law = Regime | 'unknown' | 'none';

export function lawOf(region: string): Law {
  return isUnknown(region) ? 'unknown' : (regimesOf(region)[0] ?? 'none');
}

/** Nobody said, or what was said is erased. */
export function isUnknown(region: string): boolean {
  return region === '' || region === 'unsaid';
}

/** Undefined where the place is not known, or no law of it. */
export function zoneOf(region: string): string | undefined {
  return zones.get(region);
}

/** For somebody of whom it is not known where they live. */
export function westernmostZoneOf(regime: Regime): string {
  return westernmost[regime] ?? 'UTC';
}

export function zoneOfRegime(regime: Regime): string {
  return zonesOfRegimes[regime] ?? 'UTC';
}
