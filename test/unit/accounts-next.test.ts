import { expect, test } from 'vitest';
import { askedAt, sentTo, withoutMark } from '../../src/forms/unsaved.ts';
import { nextOf, recentlySignedIn, signedIn, withNext } from '../../src/forms/visitor.ts';
import { formOf } from '../support/services.ts';

type Page = Parameters<typeof nextOf>[0];

function pageAt(address: string, session: Page['locals']['session'] = null): Page {
  const url = new URL(address, 'https://legal.example.com');
  return { url, request: new Request(url), locals: { session } as Page['locals'] };
}

function postTo(address: string, values: Record<string, string>, session: Page['locals']['session'] = null): Page {
  const page = pageAt(address, session);
  return { ...page, request: new Request(page.url, { method: 'POST', body: formOf(values) }) };
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

test('a form that comes too late goes to sign in and back, without its secrets, and is not acted upon', async () => {
  const secrets = { stamp: 's', current: 'a password', password: 'another', code: '1', codes: 'all of them' };
  const typed = { ...secrets, name: 'Ada King', lines: 'a\nb' };
  const turned = signedIn(postTo('/account/name/', typed));

  if (!(turned instanceof Response)) expect.fail();
  const location = turned.headers.get('location') ?? '';
  expect([turned.status, location]).toEqual([307, '/account/sign-in/?next=%2Faccount%2Fname%2F&unsaved']);
  const carried = await askedAt(postTo(location, typed), 'email');
  expect(carried).toEqual({ form: null, unsaved: 'name=Ada King&lines=a%0D%0Ab' });
  const unsaved = carried.unsaved ?? '';

  const attempt = await askedAt(postTo(location, { email: 'ada@example.com', password: 'p', unsaved }), 'email');
  expect(attempt.unsaved).toBe(unsaved);
  expect(Object.fromEntries(attempt.form ?? [])).toEqual({ email: 'ada@example.com', password: 'p' });
  const code = postTo('/account/sign-in/code/x/', { email: 'ada@example.com', password: 'p', unsaved });
  expect(await askedAt(code, 'code')).toEqual({ form: null, unsaved });

  const back = postTo('/account/name/', { email: 'ada@example.com', password: 'p', unsaved }, session);
  const { form, typed: again } = await sentTo(back);
  expect(form).toBeNull();
  expect(Object.fromEntries(again ?? [])).toEqual({ name: 'Ada King', lines: 'a\r\nb' });
  expect(back.locals.isUnsaved).toBe(true);
});

test('what somebody wrote at length in any script comes along', async () => {
  const grounds = `${'異'.repeat(4_990)}100% & a+b=c\r\n#`;
  const { unsaved } = await askedAt(postTo('/account/sign-in/?unsaved', { grounds }), 'email');
  expect(new URLSearchParams({ unsaved: unsaved ?? '' }).toString().length).toBeLessThan(60 * 1024);
  const { typed } = await sentTo(postTo('/account/objections/', { unsaved: unsaved ?? '' }, session));
  expect(typed?.get('grounds')).toBe(grounds);
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

test('a link with the mark of an unsaved form leads to the page without it', () => {
  const led = withoutMark(pageAt('/account/sign-in/?next=%2Faccount%2Fsign-in%2Fapp%2Ftoken%2F&unsaved'));
  expect([led?.status, led?.headers.get('location')]).toEqual([
    303,
    '/account/sign-in/?next=%2Faccount%2Fsign-in%2Fapp%2Ftoken%2F',
  ]);
  const doubled = withoutMark(pageAt('https://legal.example.com//account/sign-in/?unsaved'));
  expect(doubled?.headers.get('location')).toBe('/account/sign-in/');
  expect(withoutMark(pageAt('/account/sign-in/'))).toBeNull();
  expect(withoutMark(postTo('/account/sign-in/?unsaved', { name: 'Ada' }))).toBeNull();
});
