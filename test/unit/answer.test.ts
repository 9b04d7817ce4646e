import { expect, test } from 'vitest';
import { answer, answerLink, type Page } from '../../src/forms/answer.ts';
import { changedAt, changedNoteOf } from '../../src/forms/changed.ts';
import { seeOther, signedIn } from '../../src/forms/visitor.ts';
import { fail, succeed } from '../../src/library/model/result.ts';
import { nameChangeMessages } from '../../src/words/account/settings.ts';
import type { Message } from '../../src/words/forms.ts';
import { signUpConfirmed } from '../support/accounts.ts';
import { formOf, openTestServices } from '../support/services.ts';

type Problem = 'name-missing' | 'email-missing' | 'too-many-requests' | 'busy' | 'link-unknown' | 'link-used';

const messages: Record<Exclude<Problem, 'link-unknown' | 'link-used'>, Message> = {
  'name-missing': { field: 'name', text: 'Enter your name' },
  'email-missing': { field: 'email', text: 'Enter your address' },
  'too-many-requests': { field: 'send', text: 'Later' },
  busy: { field: 'send', text: 'In a minute' },
};

const broken = { 'link-unknown': { title: 'None' }, 'link-used': { title: 'Used' } };

function pageAt(path: string, sent: FormData | null = null, locals: Partial<Page['locals']> = {}): Page {
  const url = new URL(path, 'https://legal.example.com');
  const request = new Request(url, sent ? { method: 'POST', body: sent } : {});
  return { url, request, response: { headers: new Headers() }, locals: { session: null, ...locals } as Page['locals'] };
}

const refuse =
  <P extends Problem>(...problems: P[]) =>
  async () =>
    fail(...problems);

function shown<T>(answered: Response | T): T {
  return answered instanceof Response ? expect.fail('It leads away') : answered;
}

test('a page that nobody sent anything to shows what is stored, and nothing is wrong', async () => {
  const page = pageAt('/account/name/');
  const form = shown(await answer(page, { act: refuse('name-missing'), messages }));

  expect([form.messages, form.sent, form.done, page.response.status]).toEqual([[], null, null, undefined]);
  expect([form.value('name', 'Ada'), form.value('name'), form.values('kind', ['a'])]).toEqual([
    'Ada',
    undefined,
    ['a'],
  ]);
});

test('what is wrong stands beside its field, in the order of the form, over what was typed', async () => {
  const page = pageAt('/sign-up/', formOf({ name: '', lines: 'a\r\nb', kind: ['x', 'y'], password: 'my secret' }));
  const form = shown(await answer(page, { act: refuse('email-missing', 'name-missing'), messages }));

  expect(page.response.status).toBe(422);
  expect(form.messages.map(({ field }) => field)).toEqual(['name', 'email']);
  expect([form.error('name'), form.error('email'), form.error('lines')]).toEqual([
    'Enter your name',
    'Enter your address',
    undefined,
  ]);
  expect([form.value('name', 'stored'), form.value('lines'), form.values('kind', ['z'])]).toEqual([
    '',
    'a\nb',
    ['x', 'y'],
  ]);
  expect(form.value('password')).toBeUndefined();
});

test.each([
  [['name-missing'], 422, null],
  [['name-missing', 'too-many-requests'], 429, null],
  [['busy'], 503, '60'],
] as const)('refused for %j, a form is answered with %i', async (problems, status, retryAfter) => {
  const page = pageAt('/sign-up/', formOf({}));
  await answer(page, { act: refuse(...problems), messages });
  expect([page.response.status, page.response.headers.get('Retry-After')]).toEqual([status, retryAfter]);
});

test('what was done leads on, by a page of its own or with a cookie', async () => {
  const act = async (sent: FormData) => succeed(String(sent.get('name')));
  const to = async (leadsTo: Parameters<typeof answer<string, never>>[1]['leadsTo']) => {
    const led = await answer(pageAt('/a/', formOf({ name: 'ada' })), {
      act,
      messages: {},
      ...(leadsTo && { leadsTo }),
    });
    return led instanceof Response
      ? [led.status, led.headers.get('Location'), led.headers.get('Set-Cookie')]
      : led.done;
  };

  expect(await to('/b/')).toEqual([303, '/b/', null]);
  expect(await to((name) => `/${name}/`)).toEqual([303, '/ada/', null]);
  expect(await to(() => seeOther('/c/', { 'Set-Cookie': 'a=b' }))).toEqual([303, '/c/', 'a=b']);
  expect(await to(undefined)).toEqual({ ok: true, value: 'ada' });
});

test('of two forms on a page the one that was sent is answered, and the other shows what is stored', async () => {
  const page = pageAt('https://legal.example.com//updates/?link&next=%2Faccount%2F&saved', formOf({ email: 'ada' }));
  const link = shown(
    await answer(page, { mark: 'link', ids: { email: 'address' }, act: refuse('email-missing'), messages }),
  );
  const first = shown(await answer(page, { act: refuse('name-missing'), messages }));

  expect([link.value('email'), link.id('email'), link.error('email')]).toEqual([
    'ada',
    'address',
    'Enter your address',
  ]);
  expect(link.messages.map(({ field }) => field)).toEqual(['address']);
  expect([first.sent, first.messages, first.value('email', 'stored')]).toEqual([null, [], 'stored']);
  expect([first.action, link.action]).toEqual(['/updates/?next=%2Faccount%2F', '/updates/?next=%2Faccount%2F&link']);
});

test.each([
  ['link-unknown', 404],
  ['link-used', 410],
] as const)(
  'a link that leads nowhere (%s) is answered with %i, or with 200 where it did its work',
  async (problem, status) => {
    for (const hasWorked of [false, true]) {
      const page = pageAt('/confirm/x/');
      const form = shown(
        await answerLink(page, {
          look: refuse(problem),
          broken,
          hasWorked: () => hasWorked,
          act: refuse('name-missing'),
          messages,
        }),
      );
      expect(form.link).toEqual({ ok: false, problem, words: broken[problem], hasWorked });
      expect(page.response.status).toBe(hasWorked ? 200 : status);
    }
  },
);

test('what a verb says of its link counts before what the link looks like afterwards', async () => {
  const page = pageAt('/confirm/x/', formOf({ name: '' }));
  const look = async () => succeed('Ada');
  const form = shown(await answerLink(page, { look, broken, act: refuse('link-unknown', 'name-missing'), messages }));
  expect([form.link.ok, form.messages, page.response.status]).toEqual([false, [], 404]);

  const open = pageAt('/confirm/x/', formOf({ name: '' }));
  const wrong = shown(await answerLink(open, { look, broken, act: refuse('name-missing'), messages }));
  expect([wrong.link, wrong.messages.length, open.response.status]).toEqual([{ ok: true, value: 'Ada' }, 1, 422]);
});

test('that another form of the page was refused is said before its link', async () => {
  const page = pageAt('/confirm/x/?find', formOf({ name: '' }));
  await answer(page, { mark: 'find', act: refuse('name-missing'), messages });
  const look = async () => fail('link-unknown' as const);
  const form = shown(await answerLink(page, { look, broken, act: refuse('busy'), messages }));
  expect([form.link.ok, page.response.status]).toEqual([false, 422]);
});

test('a form of an account carries a stamp of its session, and leads elsewhere where its problem is said', async () => {
  await using services = await openTestServices();
  const { session } = await signUpConfirmed(services);
  const name = (sent: FormData | null, of: typeof session | null = session) =>
    answer(
      pageAt('/account/name/', sent, { session: of, services: services as unknown as Page['locals']['services'] }),
      {
        who: signedIn,
        stamp: 'name',
        act: services.personalData.changeName,
        messages: nameChangeMessages,
        leadsTo: '/account/settings/',
      },
    );

  const stamp = shown(await name(null)).issueFormToken();
  expect(stamp).not.toBe(shown(await name(null)).issueFormToken());
  expect(shown(await name(formOf({ stamp: stamp ?? '', name: '' }))).error('name')).toBe('Enter your name');
  const changed = await name(formOf({ stamp: stamp ?? '', name: 'Ada King' }));
  expect(changed instanceof Response && changed.headers.get('Location')).toBe('/account/settings/');
  expect((await services.accounts.find(session.accountId))?.name).toBe('Ada King');

  const late = await name(formOf({ stamp: stamp ?? '', name: 'Ada' }), null);
  expect(late instanceof Response && late.headers.get('Location')).toMatch(/^\/account\/sign-in\//);
});

test.each([
  ['signed-out', 307, '/account/sign-in/?next=%2Faccount%2Fa%2F&unsaved'],
  ['password-needed', 307, '/account/confirm-password/?next=%2Faccount%2Fa%2F&unsaved'],
  ['factor-on', 303, '/account/security/'],
] as const)('where a verb says %s no form has words for it', async (problem, status, location) => {
  const led = await answer(pageAt('/account/a/', formOf({ name: 'Ada' })), {
    act: async () => fail(problem),
    messages: {},
    instead: { 'factor-on': '/account/security/' },
  });
  if (!(led instanceof Response)) expect.fail();
  expect([led.status, led.headers.get('Location')]).toEqual([status, location]);
});

test('a page of the account says what was changed, and nothing of what is only named so', () => {
  const noteAt = (path: string) => changedNoteOf({ url: new URL(path, 'http://localhost') });
  expect(noteAt(changedAt('/account/settings/', 'name'))).toBe('Your name is changed.');
  expect(noteAt('/account/settings/?changed=constructor')).toBeUndefined();
  expect(noteAt('/account/settings/')).toBeUndefined();
});
