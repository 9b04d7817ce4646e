import { expect, test } from 'vitest';
import { transaction } from '../../server/context.ts';
import * as files from '../../server/requests/files/files.ts';
import { confirmed, mailsWith } from '../support/requests.ts';
import { formOf, openTestServices } from '../support/services.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

const content = 'Everything about the engine.';

/** A request that was answered with a file. */
async function answered(services: Services, account: Parameters<typeof confirmed>[2] = null) {
  const found = await confirmed(services, {}, account);
  const request = await services.db.selectFrom('request').selectAll().executeTakeFirstOrThrow();
  const file = { name: 'copy.json', type: 'text/plain', size: content.length, chunks: [Buffer.from(content)] } as const;
  const answer = { files: [file], purpose: 'answer', author: 'staff' } as const;
  const stored = await transaction(services.ctx, (ctx) => files.attach(ctx, request, answer));
  const id = stored.ok ? (stored.value[0]?.id ?? '') : '';
  const at = [found.reference, found.caseToken, id] as const;
  const form = (code: string) => formOf({ stamp: services.formTokens.issue('answer'), code });
  return {
    at,
    id,
    mail: () => services.requests.mailAnswerCode(...at, formOf({ stamp: services.formTokens.issue('answer-code') })),
    open: (code: string, session: Parameters<Services['requests']['openAnswer']>[4] = null) =>
      services.requests.openAnswer(...at, form(code), session),
  };
}

async function codeOf(services: Services): Promise<string> {
  const mails = await mailsWith(services, 'request-answer-code');
  return /\b\d{8}\b/.exec(mails.at(-1)?.text ?? '')?.[0] ?? '';
}

test('an answer opens with the code that was mailed to the address of the request', async () => {
  await using services = await openTestServices();
  const { mail, open } = await answered(services);
  expect(await mail()).toEqual({ ok: true, value: null });
  const [sent] = await mailsWith(services, 'request-answer-code');
  expect(sent?.to).toBe('ada@example.com');
  const code = await codeOf(services);
  const opened = await open(` ${code.slice(0, 4)} ${code.slice(4)} `);
  expect(opened).toMatchObject({ ok: true, value: { name: 'copy.json' } });
  expect(opened.ok && opened.value.content.toString()).toBe(content);
});

test('the link to the page alone does not open it, nor does another code, and tries are few', async () => {
  await using services = await openTestServices();
  const { at, id, open, mail } = await answered(services);
  expect(await services.requests.openFile(at[0], at[1], id)).toBeNull();
  expect(await open('')).toEqual({ ok: false, problems: ['code-missing'] });
  for (let tried = 0; tried < 10; tried += 1) {
    expect(await open('00000000')).toEqual({ ok: false, problems: ['code-wrong'] });
  }
  await mail();
  expect(await open(await codeOf(services))).toEqual({ ok: false, problems: ['too-many-tries'] });
});

test('a code works for half an hour, and never for an hour', async () => {
  await using services = await openTestServices({ now: '2026-11-23T12:29:59Z' });
  const { mail, open } = await answered(services);
  await mail();
  services.clock.set('2026-11-23T12:59:59Z');
  expect(await open(await codeOf(services))).toMatchObject({ ok: true });
  await using others = await openTestServices({ now: '2026-11-23T12:29:59Z' });
  const other = await answered(others);
  await other.mail();
  others.clock.set('2026-11-23T13:00:00Z');
  expect(await other.open(await codeOf(others))).toEqual({ ok: false, problems: ['code-wrong'] });
});

test('a code opens the answer once, also when it is sent twice at the same moment; the next mail brings another', async () => {
  await using services = await openTestServices();
  const { mail, open } = await answered(services);
  await mail();
  const code = await codeOf(services);
  const twice = await Promise.all([open(code), open(code)]);
  expect(twice.map(({ ok }) => ok).sort()).toEqual([false, true]);
  expect(await open(code)).toEqual({ ok: false, problems: ['code-wrong'] });
  await mail();
  const next = await codeOf(services);
  expect(next).not.toBe(code);
  expect(await open(code)).toEqual({ ok: false, problems: ['code-wrong'] });
  expect(await open(next)).toMatchObject({ ok: true });
});

test('whoever is signed in and gave the password just now needs no code for a request of theirs', async () => {
  await using services = await openTestServices();
  const { open } = await answered(services);
  await services.db.updateTable('request').set({ account_id: 'adas' }).execute();
  expect(await open('', { id: 's', accountId: 'adas', isFresh: true })).toMatchObject({ ok: true });
  expect(await open('', { id: 's', accountId: 'adas', isFresh: false })).toMatchObject({ problems: ['code-missing'] });
  expect(await open('', { id: 's', accountId: 'eves', isFresh: true })).toMatchObject({ problems: ['code-missing'] });
});

test('an answer can be fetched for thirty days; its name and digest stay on the page', async () => {
  await using services = await openTestServices({ now: '2026-11-23T12:00:00Z' });
  const { at, mail, open } = await answered(services);
  services.clock.set('2026-12-23T11:59:00Z');
  await mail();
  const code = await codeOf(services);
  expect(await open(code)).toMatchObject({ ok: true });
  services.clock.set('2026-12-23T12:00:00Z');
  expect(await open(code)).toEqual({ ok: false, problems: ['answer-unknown'] });
  expect(await services.requests.findAnswer(...at)).toEqual({ ok: false, problems: ['answer-gone'] });
  await services.timeSeen.watch();
  await services.requests.runJobs();
  expect(await services.db.selectFrom('request_file_part').selectAll().execute()).toEqual([]);
  const shown = await services.requests.openCase(at[0], at[1]);
  expect(shown.ok && shown.value.answers).toMatchObject([
    { name: 'copy.json', isKept: false, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ]);
});
