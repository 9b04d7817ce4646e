import { expect, test } from 'vitest';
import { authoritiesOf, authorityTable } from '../../server/requests/regimes/authorities.ts';
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

test('counsel reads each with its law, its source and how far that was read', () => {
  const rows = authorityTable();
  for (const { region, law, source, tag } of rows) {
    expect(law && source, region).toBeTruthy();
    expect(['T', 'S', 'K'], region).toContain(tag);
  }
  expect(rows.find(({ region }) => region === 'GB')).toMatchObject({
    law: 'Data Protection Act 2018 s. 165',
    tag: 'T',
  });
});

test('a company that knows better says so in its content, there and where nobody knows the place', () => {
  const own = { GB: [{ name: 'Information Commission', url: 'https://example.gov.uk/' }] };
  expect(authoritiesOf('GB', own)).toEqual(own.GB);
  expect(authoritiesOf(unsaid, own)).toContainEqual(own.GB[0]);
  expect(authorityTable(own).filter(({ region }) => region === 'GB')).toMatchObject([{ ...own.GB[0], isOwn: true }]);
  expect(authoritiesOf('FR', own)[0]?.name).toContain('CNIL');
});
