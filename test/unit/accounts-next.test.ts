import { expect, test } from 'vitest';
import { nextOf, recentlySignedIn, signedIn, withNext } from '../../src/pages/account/_visitor.ts';

type Page = Parameters<typeof nextOf>[0];

function pageAt(address: string, session: Page['locals']['session'] = null): Page {
  const url = new URL(address, 'https://legal.example.com');
  return { url, request: new Request(url), locals: { session } as Page['locals'] };
}

const session = {
  id: 'session',
  accountId: 'account',
  signedInAt: new Date(0),
  expiresAt: new Date(1),
  isFresh: false,
};

test('who must sign in first goes on afterwards to where they were going', () => {
  const turned = signedIn(pageAt('/account/agreements/?document=dpa'));

  if (!(turned instanceof Response)) expect.fail();
  expect(turned.status).toBe(303);
  const location = turned.headers.get('location') ?? '';
  expect(location).toBe('/account/sign-in/?next=%2Faccount%2Fagreements%2F%3Fdocument%3Ddpa');
  expect(nextOf(pageAt(location))).toBe('/account/agreements/?document=dpa');
});

test('a sensitive act asks for the password when it was not given within ten minutes', () => {
  const turned = recentlySignedIn(pageAt('/account/delete/', session));

  expect(turned instanceof Response && turned.headers.get('location')).toBe(
    '/account/confirm-password/?next=%2Faccount%2Fdelete%2F',
  );
  const fresh = { ...session, isFresh: true };
  expect(recentlySignedIn(pageAt('/account/delete/', fresh))).toBe(fresh);
  expect(signedIn(pageAt('/account/delete/', session))).toBe(session);
});

test.each([
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example/',
  '/%2F%2Fevil.example/',
  '\t//evil.example/',
  '/account/\r\nSet-Cookie: wt_session=planted',
  'javascript:alert(1)',
  'account/',
  '/account/#fragment',
  `/${'a/'.repeat(300)}`,
  '',
])('nobody is led away from this site by what stands in an address: %j', (next) => {
  expect(nextOf(pageAt(withNext('/account/sign-in/', next)))).toBeNull();
});
