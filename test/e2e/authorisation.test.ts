import { request } from 'node:http';
import { expect } from '@playwright/test';
import { offer } from '../../server/accounts/sessions/sign-in-links.ts';
import { type Scope, scopes } from '../../server/api/scopes.ts';
import type { Services } from '../../server/services.ts';
import { cookiesOf, type SignedIn, signUpConfirmed, visitor } from '../support/accounts.ts';
import { agreeForm } from '../support/agreements.ts';
import { answerAs } from '../support/consents.ts';
import { staffMember } from '../support/staff.ts';
import { builtRoutes, type Own, type Row, rows, spellings } from './support/authorisation.ts';
import { type OwnServer, test } from './support/own-server.ts';
import type { Server } from './support/server.ts';
import { testSite } from './support/test-site.ts';

/** Named as nobody is on any page of the site. */
const ada = { name: 'Adelheid Quint', email: 'adelheid.quint@example.org' };
const bob = { name: 'Bartholomew Zell', email: 'bartholomew.zell@example.org' };

interface Answer {
  readonly status: number;
  readonly location: string;
  readonly text: string;
}

interface Asking {
  readonly method?: string;
  readonly cookies?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

const routes = builtRoutes(testSite());
const made = routes.filter(({ prerender }) => !prerender);

test('every route that is made for each request has a row that says who may open it', () => {
  const said = Object.keys(rows).sort();
  expect(said, 'The rows in test/e2e/support/authorisation.ts').toEqual(made.map(({ route }) => route).sort());
});

test('what everybody may read was made before anybody came, and is the same for whoever is signed in', async ({
  server,
}) => {
  const people = await twoPeople(server);
  const files = routes.filter(({ prerender, pathname }) => prerender && pathname);
  expect(files.length).toBeGreaterThan(10);

  for (const { pathname = '' } of files) {
    const path = /\.\w+$/.test(pathname) ? pathname : `${pathname.replace(/\/$/, '')}/`;
    const [nobody, one] = [await ask(server, path), await ask(server, path, { cookies: people.a.cookies })];
    expect(one.text, path).toBe(nobody.text);
    expect(one.status, path).toBe(nobody.status);
  }
});

test('each page opens for those who may, and for nobody else', async ({ server }) => {
  const people = await twoPeople(server);
  const { a, b, own } = people;

  const late = await withoutPassword(people.services, a);

  for (const [route, row] of Object.entries(rows)) {
    const path = pathOf(row, own);
    const [nobody, one, other, later] = await Promise.all([
      ask(server, path),
      ask(server, path, { cookies: a.cookies }),
      ask(server, path, { cookies: b.cookies }),
      ask(server, path, { cookies: late }),
    ]);
    expect(
      [nobody, one, other, later].map(openingOf),
      `${route} for nobody, Ada, Bob, and Ada without a password`,
    ).toEqual(expectedOf(row));
    if (row.may === 'this-machine') {
      const elsewhere = await ask(server, path, { headers: { 'x-forwarded-for': '203.0.113.9' } });
      expect(openingOf(elsewhere), `${route} from elsewhere`).toBe('shut');
      continue;
    }
    for (const [answer, foreign] of [
      [nobody, [ada, bob]],
      [one, [bob]],
      [other, [ada]],
    ] as const) {
      for (const { name, email } of foreign) {
        expect(answer.text.includes(email) || answer.text.includes(name), `${route} names ${name}`).toBe(false);
      }
    }
  }
});

test('the desk opens for its staff, each by their role, and to them no account does', async ({ server }) => {
  const people = await twoPeople(server);
  const { services, own } = people;
  const reader = await staffMember(services, { role: 'reads' });
  const bea = { name: 'Bea Ruiz', address: 'bea@example.com', role: 'approves' } as const;
  const approver = await staffMember(services, bea);

  for (const [route, row] of Object.entries(rows)) {
    const path = pathOf(row, own);
    const ask2 = [ask(server, path, { cookies: reader.cookies }), ask(server, path, { cookies: approver.cookies })];
    const [nobody = 'shut'] = expectedOf(row);
    const expected = {
      staff: ['open', 'open'],
      'staff-of': ['shut', 'shut'],
      'staff-file': ['open', 'open'],
      'approving-staff': ['shut', 'open'],
    };
    const opening = new Map(Object.entries(expected)).get(row.may) ?? [nobody, nobody];
    expect((await Promise.all(ask2)).map(openingOf), `${route} for staff who read, and who approve`).toEqual(opening);
  }
});

test('a form sent to a download is refused, and no line says to which address', async ({ server }) => {
  const { info, error } = console;
  const said: unknown[] = [];
  console.info = console.error = (...words) => said.push(...words);
  try {
    const path = `/requests/WT-7F3K-92QD/${'A'.repeat(43)}/due.ics`;
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: server.origin };
    expect((await ask(server, path, { method: 'POST', body: 'a=1', headers })).status).toBe(404);
  } finally {
    Object.assign(console, { info, error });
  }
  expect(said).toEqual([]);
});

test('a form that nobody signed in sends, or that another site sends for somebody, does nothing', async ({
  server,
}) => {
  const people = await twoPeople(server);
  const { a, own, services } = people;
  const before = await contentOf(services);
  const form = { 'content-type': 'application/x-www-form-urlencoded' };

  for (const [route, row] of Object.entries(rows)) {
    const path = pathOf(row, own);
    const send = (more: Asking) => ask(server, path, { method: 'POST', body: 'a=1', ...more });
    const anonymous = await send({ headers: { ...form, origin: server.origin } });
    const foreign = await Promise.all(
      ['https://evil.test', 'null', undefined].map((origin) =>
        send({ cookies: a.cookies, headers: { ...form, ...(origin && { origin }) } }),
      ),
    );
    const signedIn = await send({ cookies: a.cookies, headers: { ...form, origin: server.origin } });

    expect(
      foreign.map(({ status }) => status),
      `${route} from another site`,
    ).toEqual(Array(3).fill(refusalOf(row)));
    const [opening] = expectedOf(row);
    // A download takes no form.
    const leadsOn =
      !/\/files\/\[\w+\]$|\.(csv|html)$/.test(route) && (opening === 'sign-in' || opening === 'desk-sign-in');
    if (leadsOn) expect(openingOf(anonymous), route).toBe(opening);
    expect(signedIn.status, route).toBeLessThan(500);
  }
  // Nor does what Ada's own browser sends without the stamp that every form of hers carries.
  expect(await contentOf(services)).toEqual(before);
});

test('no page takes another method than GET, HEAD and POST', async ({ server }) => {
  for (const [route, row] of Object.entries(rows)) {
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND']) {
      const { status } = await ask(server, pathOf(row, { receipt: 'x', agreement: 'x' }), { method });
      expect(status, `${method} ${route}`).toBe(405);
    }
  }
});

test('no other spelling of an address lets anybody in who is not signed in', async ({ server }) => {
  const people = await twoPeople(server);
  const shut = Object.values(rows).filter(
    (row) => row.may === 'owner-of-file' || String(expectedOf(row)[0]).endsWith('sign-in'),
  );

  for (const row of shut) {
    const path = pathOf(row, people.own);
    const tried = spellings(path);
    expect(tried.length).toBeGreaterThanOrEqual(40);
    for (const spelling of tried) {
      const { status, text } = await ask(server, spelling);
      expect(status < 200 || status >= 300, `${spelling} gave ${status}`).toBe(true);
      expect(text.includes(ada.email), spelling).toBe(false);
    }
  }
});

test('each scope of a key opens what it is for, and nothing else', async ({ server }) => {
  const people = await twoPeople(server);
  const { services, a } = people;
  const json = { 'content-type': 'application/json', 'idempotency-key': 'x' };
  const before = await contentOf(services);

  for (const { method, path, scope } of services.api.operations) {
    const statusWith = async (headers: Record<string, string>, cookies?: string) => {
      const body = method === 'POST' ? { body: '{}' } : {};
      return (
        await ask(server, path, { method, headers: { ...json, ...headers }, ...body, ...(cookies && { cookies }) })
      ).status;
    };
    const open = method === 'POST' ? 422 : 200;
    if (scope === null) {
      expect(await statusWith({}), path).toBe(200);
      continue;
    }
    expect(await statusWith({}), `${path} for nobody`).toBe(401);
    expect(await statusWith({ origin: server.origin }, a.cookies), `${path} for a session`).toBe(401);
    for (const one of scopes) {
      const key = await keyOf(services, [one]);
      expect(await statusWith(key, a.cookies), `${path} with ${one}`).toBe(one === scope ? open : 403);
    }
    const without = await keyOf(
      services,
      scopes.filter((one) => one !== scope),
    );
    expect(await statusWith(without), `${path} with every other scope`).toBe(403);
    expect(await statusWith(await keyOf(services, scopes)), path).toBe(open);
  }
  expect(services.api.operations.map(({ scope }) => scope)).toEqual(expect.arrayContaining([...scopes]));
  expect(await contentOf(services)).toEqual(before);
});

/** Ada, to whom something belongs, and Bob; both signed in. The services are those of the running server's data. */
async function twoPeople({ services }: OwnServer) {
  const [a, b] = [await signUpConfirmed(services, ada), await signUpConfirmed(services, bob)];
  return { services, a, b, own: await ownOf(services, a) };
}

async function ownOf(services: Services, person: SignedIn): Promise<Own> {
  await answerAs(services, person, 'give');
  const { version = '' } = services.documents.inEffect('dpa') ?? {};
  const agreed = await services.agreements.agree(agreeForm(services, person, { version }), person.session);
  if (!agreed.ok || !agreed.value) throw new Error('Ada could not agree');
  const entries = await services.ledger.entriesOf({ accountId: person.account.id });
  return { receipt: entries[0]?.entry.id ?? '', agreement: agreed.value.entry.id };
}

/** The cookies of a session that the web app has led into. */
async function withoutPassword({ ctx, accounts }: Services, { account }: SignedIn): Promise<string> {
  const offered = await offer(ctx, account.id, null);
  const taken = offered.ok ? await accounts.takeSignInLink(offered.value, visitor) : null;
  if (!taken?.ok || taken.value.entered.step !== 'signed-in') throw new Error('The app could not lead in');
  return cookiesOf(taken.value.entered.cookie);
}

async function keyOf(services: Services, allowed: readonly Scope[]): Promise<{ authorization: string }> {
  const { key } = await services.api.keys.create({ name: 'Test', scopes: allowed, days: 1 });
  return { authorization: `Bearer ${key}` };
}

function pathOf({ path }: Row, own: Own): string {
  return typeof path === 'string' ? path : path(own);
}

type Opening = 'open' | 'shut' | 'sign-in' | 'desk-sign-in' | 'password' | number;

/** Whether somebody is let in; to be led on within the account, where there is nothing to see, is as good. */
function openingOf({ status, location }: Answer): Opening {
  if (status === 200) return 'open';
  if (status === 404 || status === 410) return 'shut';
  if (status !== 303 && status !== 307) return status;
  if (location.startsWith('/account/sign-in/')) return 'sign-in';
  if (location.startsWith('/desk/sign-in/')) return 'desk-sign-in';
  return location.startsWith('/account/confirm-password/') ? 'password' : 'open';
}

/** For nobody, for Ada and for Bob, and for Ada when she did not give her password. */
function expectedOf({ may, path }: Row): Opening[] {
  if (may === 'signed-in') return ['sign-in', 'open', 'open', 'open'];
  if (may === 'recently-signed-in') return ['sign-in', 'open', 'open', 'password'];
  if (may === 'signed-in-link-holder') return ['sign-in', 'shut', 'shut', 'shut'];
  if (may === 'owner') return ['sign-in', 'open', 'shut', 'open'];
  if (may === 'owner-of-file') return ['shut', 'open', 'shut', 'open'];
  if (may === 'staff' || may === 'staff-of' || may === 'approving-staff') return Array(4).fill('desk-sign-in');
  if (['link-holder', 'nobody', 'anyone-of', 'staff-file'].includes(may)) return Array(4).fill('shut');
  // There is no mail of that number.
  if (may === 'this-machine' && path !== '/mailbox/') return Array(4).fill('shut');
  return Array(4).fill('open');
}

function refusalOf({ may }: Row): number {
  if (may === 'programs') return 401;
  return may === 'nobody' ? 404 : 403;
}

/** All that is stored and lasts, for comparison. */
async function contentOf({ db }: Services): Promise<Record<string, unknown>> {
  const passing = /^(limit_|outgoing_mail$|kysely_|api_key$)/;
  const names = (await db.introspection.getTables()).map(({ name }) => name).filter((name) => !passing.test(name));
  const read = async (name: string) =>
    [
      name,
      await db
        .selectFrom(name as 'account')
        .selectAll()
        .execute(),
    ] as const;
  return Object.fromEntries(await Promise.all(names.map(read)));
}

/** As sent, without a client that mends addresses or follows redirects. */
function ask(server: Server, path: string, asking: Asking = {}): Promise<Answer> {
  const { method = 'GET', cookies, headers = {}, body } = asking;
  const { hostname, port, host } = new URL(server.origin);
  return new Promise((resolve, reject) => {
    const all = { host, ...headers, ...(cookies && { cookie: cookies }) };
    const sent = request({ hostname, port, path, method, headers: all, agent: false }, async (received) => {
      const chunks: Buffer[] = [];
      for await (const chunk of received) chunks.push(chunk as Buffer);
      const { statusCode = 0, headers } = received;
      resolve({ status: statusCode, location: headers.location ?? '', text: Buffer.concat(chunks).toString() });
    });
    sent.on('error', reject).end(body);
  });
}
