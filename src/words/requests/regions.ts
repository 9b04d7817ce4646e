import { countries, states, unitedStates, unsaid } from '../../../server/requests/regions.ts';
import { pageLanguage } from '../language.ts';

interface Option {
  readonly value: string;
  readonly label: string;
}

/** Intl knows no names of parts of a country. */
const stateNames: Readonly<Record<(typeof states)[number], string>> = {
  'US-AL': 'Alabama',
  'US-AK': 'Alaska',
  'US-AZ': 'Arizona',
  'US-AR': 'Arkansas',
  'US-CA': 'California',
  'US-CO': 'Colorado',
  'US-CT': 'Connecticut',
  'US-DE': 'Delaware',
  'US-DC': 'District of Columbia',
  'US-FL': 'Florida',
  'US-GA': 'Georgia',
  'US-HI': 'Hawaii',
  'US-ID': 'Idaho',
  'US-IL': 'Illinois',
  'US-IN': 'Indiana',
  'US-IA': 'Iowa',
  'US-KS': 'Kansas',
  'US-KY': 'Kentucky',
  'US-LA': 'Louisiana',
  'US-ME': 'Maine',
  'US-MD': 'Maryland',
  'US-MA': 'Massachusetts',
  'US-MI': 'Michigan',
  'US-MN': 'Minnesota',
  'US-MS': 'Mississippi',
  'US-MO': 'Missouri',
  'US-MT': 'Montana',
  'US-NE': 'Nebraska',
  'US-NV': 'Nevada',
  'US-NH': 'New Hampshire',
  'US-NJ': 'New Jersey',
  'US-NM': 'New Mexico',
  'US-NY': 'New York',
  'US-NC': 'North Carolina',
  'US-ND': 'North Dakota',
  'US-OH': 'Ohio',
  'US-OK': 'Oklahoma',
  'US-OR': 'Oregon',
  'US-PA': 'Pennsylvania',
  'US-RI': 'Rhode Island',
  'US-SC': 'South Carolina',
  'US-SD': 'South Dakota',
  'US-TN': 'Tennessee',
  'US-TX': 'Texas',
  'US-UT': 'Utah',
  'US-VT': 'Vermont',
  'US-VA': 'Virginia',
  'US-WA': 'Washington',
  'US-WV': 'West Virginia',
  'US-WI': 'Wisconsin',
  'US-WY': 'Wyoming',
};

const names = new Intl.DisplayNames(pageLanguage, { type: 'region' });

/** Where a person may live, for a select: an answer that keeps it back, the countries, and the United States by state. */
export const unsaidRegion: Option = { value: unsaid, label: 'I prefer not to say' };

export const regionGroups: readonly { readonly label: string; readonly options: readonly Option[] }[] = [
  {
    label: 'Countries and territories',
    options: countries
      .map((value) => ({ value, label: names.of(value) ?? value }))
      .sort((one, other) => one.label.localeCompare(other.label, 'en')),
  },
  {
    label: 'United States',
    options: [
      ...states.map((value) => ({ value, label: stateNames[value] })),
      { value: unitedStates, label: 'United States, another part or not said' },
    ],
  },
];

/** Where a business may be. */
export const countryOptions: readonly Option[] = [...countries, 'US']
  .map((value) => ({ value, label: names.of(value) ?? value }))
  .sort((one, other) => one.label.localeCompare(other.label, 'en'));

export function countryLabel(code: string): string {
  return code === '' ? '' : (names.of(code) ?? code);
}

/** Places that nobody chooses, and that have an authority of their own. */
const others: readonly Option[] = [{ value: 'CA-QC', label: 'Quebec, Canada' }];
const labels = new Map([unsaidRegion, ...others, ...regionGroups.flatMap(({ options }) => options)].map(labelOf));

/** Read alone, a state needs its country: there are two Georgias. */
export function regionLabel(region: string): string {
  return labels.get(region) ?? region;
}

function labelOf({ value, label }: Option): readonly [string, string] {
  return [value, value.startsWith('US-') ? `${label}, United States` : label];
}
