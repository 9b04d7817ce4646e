import { mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { agreements } from '../../server/consent/agreements.ts';
import { carryForward } from '../../server/consent/carry-forward.ts';
import { bind } from '../../server/context.ts';
import { createDocuments } from '../../server/documents/documents.ts';
import type { Manifest, ManifestVersion } from '../../src/library/model/manifest.ts';
import { signUpConfirmed } from '../support/accounts.ts';
import { agreeForm, agreementsWith } from '../support/agreements.ts';
import { consentForm, consentsWith, purposeVersion } from '../support/consents.ts';
import {
  documentOf,
  firstVersion,
  lastOf,
  mailsTo,
  manifestWith,
  noticesFor,
  noticesTo,
  subscribed,
  subscription,
  type TestServices,
  tokenIn,
  versionOf,
} from '../support/notices.ts';
import { openTestServer } from '../support/server.ts';
import { contextOf, formOf, openTestServices, testPlaces } from '../support/services.ts';

/** The privacy policy, as `policies` from now on and `data-policy` in between. */
function renamedManifest(versions: readonly string[] = [firstVersion]): Manifest {
  const { documents } = manifestWith({ privacy: versions });
  return {
    documents: documents.map((document) =>
      document.slug === 'privacy' ? { ...document, slug: 'policies', formerly: ['privacy', 'data-policy'] } : document,
    ),
  };
}

function renamedAgreements(services: TestServices, versions: readonly ManifestVersion[]) {
  const manifest = {
    documents: [
      documentOf('addendum', { formerly: ['dpa'], title: 'Addendum', kind: 'agreement', versions: [...versions] }),
    ],
  };
  const documents = createDocuments({ manifest, clock: services.clock, company: services.company });
  const ctx = contextOf(services, { documents });
  return { agreements: bind(ctx, agreements), ...bind(ctx, { carryForward }) };
}

test('every address that a document had leads to the same place under its new name', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'manifest-'));
  const manifest = join(folder.path, 'documents.json');
  writeFileSync(manifest, JSON.stringify(renamedManifest()));
  await using server = await openTestServer({
    places: { ...testPlaces, manifest },
    files: { '404.html': 'none', 'policies/index.html': 'policies', 'policies.md': 'policies' },
  });
  const lead = async (path: string) => {
    const { status, headers } = await server.ask(path);
    return `${status} ${headers.location}`;
  };

  for (const [from, to] of [
    ['/privacy/', '/policies/'],
    ['/privacy', '/policies/'],
    ['/data-policy/', '/policies/'],
    ['/privacy.md', '/policies.md'],
    ['/privacy/2026-04-23/', '/policies/2026-04-23/'],
    ['/privacy/2026-04-23', '/policies/2026-04-23/'],
    ['/privacy/2026-04-23.md', '/policies/2026-04-23.md'],
    ['/privacy/history/', '/policies/history/'],
    ['/privacy/feed.xml?from=mail', '/policies/feed.xml?from=mail'],
    ['/privacy/chain.jsonl', '/policies/chain.jsonl'],
    ['/privacy/compare/2026-04-23/current/?show=all', '/policies/compare/2026-04-23/current/?show=all'],
    ['/account/agreements/privacy/some-id/', '/account/agreements/policies/some-id/'],
  ] as const) {
    expect(await lead(from)).toBe(`301 ${to}`);
  }
  expect(await server.ask('/policies/')).toMatchObject({ status: 200, text: 'policies' });
  expect((await server.ask('/privacyish/')).status).toBe(404);
  expect((await server.ask('/other.md')).status).toBe(404);
});

test('what is posted to an old address is to be posted to the new one', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'manifest-'));
  const manifest = join(folder.path, 'documents.json');
  writeFileSync(manifest, JSON.stringify(renamedManifest()));
  await using server = await openTestServer({ places: { ...testPlaces, manifest } });

  const posted = await server.ask('/account/agreements/privacy/', {
    method: 'POST',
    body: 'a=b',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: 'http://localhost:4321' },
  });

  expect(posted).toMatchObject({ status: 308, headers: { location: '/account/agreements/policies/' } });
});

test('who subscribed to a document hears of it under its new name, once, and keeps the choice', async () => {
  await using services = await openTestServices();
  const token = await subscribed(services, 'ada@example.com', ['privacy']);
  await noticesFor(services).announce();
  await noticesFor(services, manifestWith({ privacy: [firstVersion, '2026-12-01'] })).announce();
  const renamed = noticesFor(services, renamedManifest([firstVersion, '2026-12-01', '2026-12-20']));

  expect(await renamed.preferences(token)).toEqual({ ok: true, value: { documents: ['policies'] } });
  for (let start = 0; start < 3; start += 1) await renamed.announce();

  const told = await noticesTo(services, 'ada@example.com');
  expect(told.map(({ text }) => /What changed in ([\d-]+)/.exec(text)?.[1])).toEqual(['2026-12-01', '2026-12-20']);
  expect(await services.db.selectFrom('subscription').select('document').execute()).toEqual([{ document: 'policies' }]);
});

test('a link that was mailed before confirms the renamed document, and an old form ends it', async () => {
  await using services = await openTestServices();
  const before = noticesFor(services);
  await before.subscribe(subscription(services, 'ada@example.com', ['privacy']), { address: '192.0.2.1' });
  const token = tokenIn(lastOf(await mailsTo(services, 'ada@example.com')), 'confirm');
  const renamed = noticesFor(services, renamedManifest());

  expect(await renamed.confirmation(token)).toEqual({ ok: true, value: { documents: ['policies'] } });
  const confirmed = await renamed.confirm(token);
  const preferences = confirmed.ok ? confirmed.value.preferencesToken : '';
  const kept = await renamed.changePreferences(preferences, formOf({ act: 'save', document: ['data-policy', 'dpa'] }));

  expect(kept).toEqual({ ok: true, value: 'changed' });
  expect(await renamed.preferences(preferences)).toEqual({ ok: true, value: { documents: ['policies', 'dpa'] } });
});

test('whoever unsubscribes after the rename gets nothing that was queued before it', async () => {
  await using services = await openTestServices();
  const token = await subscribed(services, 'ada@example.com', ['privacy', 'dpa']);
  await noticesFor(services).announce();
  await noticesFor(services, manifestWith({ privacy: [firstVersion, '2026-12-01'] })).announce();
  const renamed = noticesFor(services, renamedManifest([firstVersion, '2026-12-01']));

  await renamed.changePreferences(token, formOf({ act: 'save', document: ['dpa'] }));

  expect(await noticesTo(services, 'ada@example.com')).toEqual([]);
});

test('an agreement stands under the new name, is found by the old one, and is carried by a correction', async () => {
  await using services = await openTestServices();
  const ada = await signUpConfirmed(services);
  const agreed = await agreementsWith(services).agreements.agree(agreeForm(services, ada), ada.session);
  const id = agreed.ok ? (agreed.value?.entry.id ?? '') : '';
  const first = versionOf('dpa', firstVersion);
  const corrected = { ...versionOf('addendum', '2026-11-20'), class: 'editorial' as const };
  const { agreements } = renamedAgreements(services, [first]);
  const { agreements: later, carryForward } = renamedAgreements(services, [first, corrected]);
  const { id: account } = ada.account;

  expect(await agreements.state(account, 'addendum')).toMatchObject({ standing: 'agreed' });
  expect(await agreements.state(account, 'dpa')).toMatchObject({ current: { document: 'addendum' } });
  expect(await agreements.copy(account, 'addendum', id)).toMatchObject({ entry: { about: { id: 'dpa' } } });
  await carryForward();
  expect(await later.state(account, 'addendum')).toMatchObject({
    standing: 'agreed',
    agreement: { entry: { kind: 'carried-forward', about: { id: 'addendum', version: '2026-11-20' } } },
  });
});

const purpose = 'ai-training';

test('a consent stands under the new name of its purpose', async () => {
  await using services = await openTestServices();
  const ada = await signUpConfirmed(services);
  const versions = [purposeVersion(purpose, '2026-11-01', null)];
  await consentsWith(services, [{ id: purpose, title: 'x', formerly: [], versions }]).answer(
    consentForm(services, ada, 'give', { version: '2026-11-01' }),
    ada.session,
  );
  const renamed = [{ id: 'learning', title: 'x', formerly: [purpose], versions }];
  const consents = consentsWith(services, renamed);

  expect(await consents.state(ada.account.id, 'learning')).toMatchObject({ given: true });
  expect(await consents.state(ada.account.id, purpose)).toMatchObject({ given: true });
});
