import { expect, test } from 'vitest';
import { authoritiesOf } from '../../server/requests/regimes/authorities.ts';
import { regimesOf } from '../../server/requests/regimes/places.ts';
import { countries, states, unitedStates, unsaid } from '../../server/requests/regions.ts';

const namesOf = (region: string) => authoritiesOf(region).map(({ name }) => name);

test('whoever lives where we know the law is told of an authority, and nobody else of one that is not theirs', () => {
  for (const region of [...countries, ...states, unitedStates, 'CA-QC', unsaid]) {
    expect(authoritiesOf(region).length > 0, region).toBe(regimesOf(region).length > 0);
  }
});

test.each([
  ['FR', 'CNIL'],
  ['RE', 'CNIL'],
  ['IE', 'Data Protection Commission'],
  ['DE', 'your Land'],
  ['GB', 'Information Commissioner'],
  ['CH', 'FDPIC'],
  ['BR', 'ANPD'],
  ['CA-QC', 'Québec'],
  ['US-CA', 'California Privacy Protection Agency'],
  ['US-VA', 'Attorney General of Virginia'],
  ['US-NY', 'Attorney General of your state'],
])('in %s it is %s', (region, name) => {
  expect(namesOf(region)[0]).toContain(name);
});

test('whoever did not say where they live is told of each that may be theirs, once', () => {
  const names = namesOf(unsaid);
  expect(new Set(names).size).toBe(names.length);
  expect(names.join()).toMatch(/Europe.*ICO.*United States.*ANPD.*Canada.*FDPIC/);
});

test('each is named with the address of its site', () => {
  for (const region of [...countries, ...states, unsaid]) {
    for (const { url } of authoritiesOf(region)) expect(new URL(url).protocol).toBe('https:');
  }
});
