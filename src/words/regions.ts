import { countries, states, unitedStates, unsaid } from '../../server/requests/regions.ts';
import { pageLanguage } from './language.ts';

interface Option {
  readonly value: string;
  readonly label: string;
}

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
      ...Object.entries(states).map(([value, label]) => ({ value, label })),
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

const labels = new Map([unsaidRegion, ...regionGroups.flatMap(({ options }) => options)].map(labelOf));

/** Read alone, a state needs its country: there are two Georgias. */
export function regionLabel(region: string): string {
  return labels.get(region) ?? '';
}

function labelOf({ value, label }: Option): readonly [string, string] {
  return [value, value.startsWith('US-') ? `${label}, United States` : label];
}
