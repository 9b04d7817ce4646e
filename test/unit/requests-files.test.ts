import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { transaction } from '../../server/context.ts';
import * as files from '../../server/requests/files/files.ts';
import { safeName } from '../../server/requests/files/names.ts';
import { quota } from '../../server/requests/files/quota.ts';
import * as requests from '../../server/requests/personal-data.ts';
import { largestFile, type Upload } from '../../server/upload.ts';
import { answerAsDone, client, confirmed, dumpOf, requestForm } from '../support/requests.ts';
import { formOf, openTestServices } from '../support/services.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

const text = (content: string | Buffer, name = 'note.txt', field = 'files'): Upload => ({
  ...{ field, name, isTooLarge: false, size: content.length },
  chunks: content.length > 0 ? [new Uint8Array(Buffer.from(content))] : [],
});
const pdf = (name = 'letter.pdf', field = 'files') => text('%PDF-1.7\n1 0 obj\n', name, field);
const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890001000049444154', 'hex');
const jpeg = Buffer.concat([Buffer.from('ffd8ffe000104a46494600', 'hex'), Buffer.alloc(40)]);
const zip = Buffer.concat([Buffer.from('504b03041400000008000000', 'hex'), Buffer.alloc(60)]);

const message = (services: Services) =>
  formOf({ stamp: services.formTokens.issue('message'), message: 'See the files.' });
const rowOf = async ({ db }: Services, reference: string) =>
  await db.selectFrom('request').selectAll().where('reference', '=', reference).executeTakeFirstOrThrow();

describe('a file with a message', () => {
  test('is read again as it came, under its name and with its SHA-256', async () => {
    await using services = await openTestServices();
    const { reference, caseToken } = await confirmed(services);
    const large = Buffer.concat([png, randomBytes(700_000)]);
    const uploads = [text(large, 'scan.png'), pdf()];
    expect(await services.requests.write(reference, caseToken, message(services), uploads)).toMatchObject({ ok: true });
    const found = await services.requests.openCase(reference, caseToken);
    const said = found.ok ? found.value.messages.at(-1) : null;
    expect(said?.files).toMatchObject([
      { name: 'letter.pdf', type: 'application/pdf' },
      { name: 'scan.png', type: 'image/png', size: large.length, author: 'person' },
    ]);
    const read = await services.requests.openFile(reference, caseToken, said?.files[1]?.id ?? '');
    expect(read?.content.equals(large)).toBe(true);
    expect(read?.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('opens for whoever has the link of its own request alone', async () => {
    await using services = await openTestServices();
    const ada = await confirmed(services);
    const eve = await confirmed(services, { email: 'eve@example.com' });
    await services.requests.write(ada.reference, ada.caseToken, message(services), [pdf()]);
    const [file] = await files.list(services.ctx, await rowOf(services, ada.reference));
    const id = file?.id ?? '';
    expect(await services.requests.openFile(eve.reference, eve.caseToken, id)).toBeNull();
    expect(await services.requests.openFile(ada.reference, eve.caseToken, id)).toBeNull();
    expect(await services.requests.openFile(ada.reference, ada.caseToken, 'unknown')).toBeNull();
    expect(await services.requests.openFile(ada.reference, ada.caseToken, id)).toMatchObject({ name: 'letter.pdf' });
  });

  test('stands in the database sealed, its name too', async () => {
    await using services = await openTestServices();
    const { reference, caseToken } = await confirmed(services);
    await services.requests.write(reference, caseToken, message(services), [text('Bernoulli', 'Menabrea.txt')]);
    const stored = JSON.stringify([
      await services.db.selectFrom('request_file').selectAll().execute(),
      await services.db.selectFrom('request_file_part').selectAll().execute(),
      await dumpOf(services),
    ]);
    expect(stored).not.toMatch(/Bernoulli|Menabrea/);
    expect(stored).not.toContain(Buffer.from('Bernoulli').toString('base64').slice(0, 10));
  });

  test('that was altered in the database is not given out', async () => {
    await using services = await openTestServices();
    const { reference, caseToken } = await confirmed(services);
    await services.requests.write(reference, caseToken, message(services), [pdf(), text('Other.')]);
    const parts = await services.db.selectFrom('request_file_part').selectAll().execute();
    const [one, other] = parts;
    await services.db
      .updateTable('request_file_part')
      .set({ content_sealed: other?.content_sealed ?? '' })
      .where('file_id', '=', one?.file_id ?? '')
      .execute();
    await expect(services.requests.openFile(reference, caseToken, one?.file_id ?? '')).rejects.toThrow(
      /does not open|no key/,
    );
  });

  test('that comes twice with the same form is kept once', async () => {
    await using services = await openTestServices();
    const { reference, caseToken } = await confirmed(services);
    const form = message(services);
    await Promise.all([1, 2].map(() => services.requests.write(reference, caseToken, form, [pdf()])));
    expect(await files.list(services.ctx, await rowOf(services, reference))).toHaveLength(1);
  });

  test('comes with a word, if only one', async () => {
    await using services = await openTestServices();
    const { reference, caseToken } = await confirmed(services);
    const wordless = formOf({ stamp: services.formTokens.issue('message'), message: '' });
    expect(await services.requests.write(reference, caseToken, wordless, [pdf()])).toMatchObject({
      problems: ['message-missing'],
    });
  });
});

describe('what a file is', () => {
  test.each<[string, Upload, string]>([
    ['a PDF', pdf(), 'application/pdf'],
    ['a PNG that calls itself a PDF', text(png, 'a.pdf'), 'image/png'],
    ['a JPEG', text(jpeg, 'a.jpg'), 'image/jpeg'],
    ['plain text', text('Zoë wrote this.\r\n\tTwice.', 'a.txt'), 'text/plain'],
    ['text that begins like a picture', text('BMW sold my data.', 'a.txt'), 'text/plain'],
    ['a page that calls itself a picture', text('<html><script>alert(1)</script>', 'a.png'), 'text/plain'],
  ])('%s is told by what it holds', async (_what, upload, type) => {
    expect(await files.checkUploads([upload])).toMatchObject({ ok: true, value: [{ type }] });
  });

  test.each<[string, Upload, string]>([
    ['an archive named as a PDF', text(zip, 'bomb.pdf'), 'file-type-unknown'],
    ['a program', text(Buffer.from('4d5a90000300000004000000ffff0000', 'hex'), 'a.txt'), 'file-type-unknown'],
    ['a GIF', text(Buffer.from('GIF89a\u0001\0\u0001\0'), 'a.gif'), 'file-type-unknown'],
    ['text with a NUL', text('a\0b'), 'file-type-unknown'],
    ['bytes that are no UTF-8', text(Buffer.from([0x61, 0xff, 0xfe, 0x62])), 'file-type-unknown'],
    ['an escape that a terminal obeys', text('a\u001b[2Jb'), 'file-type-unknown'],
    ['nothing', text(''), 'file-empty'],
    ['more than 10 MB', { ...text(''), size: largestFile + 1, isTooLarge: true }, 'file-too-large'],
  ])('%s is refused', async (_what, upload, problem) => {
    expect(await files.checkUploads([upload])).toEqual({ ok: false, problems: [problem] });
  });

  test('an archive may be an answer of ours, and nobody else’s file', async () => {
    await using services = await openTestServices();
    const { reference } = await confirmed(services);
    const file = { ...text(zip), name: 'copy.zip', type: 'application/zip' } as const;
    const answer = { files: [file], purpose: 'answer', author: 'staff' } as const;
    const request = await rowOf(services, reference);
    expect(await transaction(services.ctx, (ctx) => files.attach(ctx, request, answer))).toMatchObject({ ok: true });
    expect(await files.checkUploads([text(zip, 'copy.zip')])).toMatchObject({ ok: false });
  });

  test('six files are too many', async () => {
    expect(await files.checkUploads(Array(6).fill(pdf()))).toEqual({ ok: false, problems: ['files-too-many'] });
  });
});

test.each([
  ['letter.pdf', 'letter.pdf'],
  ['../../etc/passwd', 'passwd.pdf'],
  ['C:\\Users\\Ada\\my letter.PDF', 'my letter.pdf'],
  ['invoice\u202efdp.exe', 'invoicefdp.exe.pdf'],
  ['a\r\nSet-Cookie: x=1.pdf', 'aSet-Cookie- x=1.pdf'],
  ['"><script>.pdf', 'script-.pdf'],
  ['', 'file.pdf'],
  ['.htaccess', 'htaccess.pdf'],
  ['con.pdf', 'file-con.pdf'],
  ['\ud800', 'file.pdf'],
  ['Zoë 手紙.pdf', 'Zoë 手紙.pdf'],
  ['a.pdf.', 'a.pdf'],
])('the name %j is kept as %j', (given, kept) => {
  expect(safeName(given, 'application/pdf')).toBe(kept);
});

test('a name of any length comes out short, with its ending', () => {
  const name = safeName(`${'𝒜'.repeat(50_000)}.pdf`, 'application/pdf');
  expect(name.length).toBeLessThanOrEqual(100);
  expect(name).toMatch(/\.pdf$/);
  expect(name.isWellFormed()).toBe(true);
});

describe('a file with a request', () => {
  test('stands beside it, and an agent’s permission is told from the rest', async () => {
    await using services = await openTestServices();
    const form = requestForm(services, { relation: 'agent', behalf: 'Bob' });
    const uploads = [pdf('facts.pdf'), pdf('signed.pdf', 'permission')];
    const sent = await services.requests.submit(form, client, uploads);
    const reference = sent.ok ? sent.value.reference : '';
    const shown = await services.requests.show(reference);
    expect(shown.ok && shown.value.case.files).toMatchObject([
      { name: 'facts.pdf', purpose: 'request' },
      { name: 'signed.pdf', purpose: 'permission' },
    ]);
  });

  test('that is wrong is told of where it was chosen', async () => {
    await using services = await openTestServices();
    const send = (...uploads: Upload[]) =>
      services.requests.submit(requestForm(services, { relation: 'agent', behalf: 'Bob' }), client, uploads);
    const bad = (field?: string) => text(zip, 'a.pdf', field);
    expect(await send(pdf(), bad('permission'))).toEqual({ ok: false, problems: ['permission-file-type-unknown'] });
    expect(await send(bad(), text('', 'b.txt', 'permission'))).toEqual({
      ok: false,
      problems: ['permission-file-empty', 'file-type-unknown'],
    });
    expect(await send(...Array.from({ length: 3 }, () => [pdf(), pdf('b.pdf', 'permission')]).flat())).toEqual({
      ok: false,
      problems: ['files-too-many'],
    });
    expect(await services.requests.list()).toEqual([]);
  });

  test('that is refused leaves no request behind, and the form can be sent again', async () => {
    await using services = await openTestServices();
    const form = requestForm(services);
    expect(await services.requests.submit(form, client, [text(zip, 'a.pdf')])).toEqual({
      ok: false,
      problems: ['file-type-unknown'],
    });
    expect(await services.requests.list()).toEqual([]);
    expect(await services.requests.submit(form, client, [pdf()])).toMatchObject({ ok: true });
  });

  test('comes from one network ten times an hour, and requests without files still come', async () => {
    await using services = await openTestServices();
    const send = (at: number, uploads: readonly Upload[]) =>
      services.requests.submit(requestForm(services, { email: `a${at}@example.com` }), client, uploads);
    for (let at = 0; at < 10; at += 1) expect(await send(at, [pdf()])).toMatchObject({ ok: true });
    expect(await send(11, [pdf()])).toEqual({ ok: false, problems: ['too-many-files'] });
    expect(await send(12, [])).toMatchObject({ ok: true });
    expect(await services.db.selectFrom('request_file').selectAll().execute()).toHaveLength(10);
  });
});

describe('the quota', () => {
  test('of one request is full with its files, or with their bytes', async () => {
    await using services = await openTestServices();
    const { reference, caseToken } = await confirmed(services);
    const request = await rowOf(services, reference);
    await services.requests.write(reference, caseToken, message(services), [pdf()]);
    const full = { size: quota.bytes - 10 };
    await services.db.updateTable('request_file').set(full).where('request_id', '=', request.id).execute();
    expect(await services.requests.write(reference, caseToken, message(services), [pdf()])).toEqual({
      ok: false,
      problems: ['files-over-quota'],
    });
    const found = await services.requests.openCase(reference, caseToken);
    expect(found.ok && found.value.messages).toHaveLength(2);
  });

  test('of one request holds for messages that come at the same moment', async () => {
    await using services = await openTestServices();
    const { reference, caseToken } = await confirmed(services);
    const write = () => services.requests.write(reference, caseToken, message(services), [pdf()]);
    await write();
    await services.db
      .updateTable('request_file')
      .set({ size: quota.bytes - pdf().size })
      .execute();
    const written = await Promise.all([write(), write(), write(), write()]);
    expect(written.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test('leaves nothing to be answered of a message that it kept out', async () => {
    await using services = await openTestServices();
    const { reference, caseToken } = await confirmed(services);
    await services.requests.write(reference, caseToken, message(services), [pdf()]);
    await services.db
      .updateTable('request_file')
      .set({ size: quota.bytes - 10 })
      .execute();
    await services.requests.reply(reference, { message: 'Thank you.', actor: 'command' });
    await services.requests.write(reference, caseToken, message(services), [pdf()]);
    expect(await rowOf(services, reference)).toMatchObject({ unanswered_at: null });
  });

  test('of those whom nobody has confirmed leaves the others theirs', async () => {
    await using services = await openTestServices();
    const { reference, caseToken } = await confirmed(services);
    await services.requests.submit(requestForm(services, { email: 'b@example.com' }), client, [pdf()]);
    // As if there were two such requests, each half full.
    await services.db
      .updateTable('request_file')
      .set({ size: quota.unconfirmedBytes - 10 })
      .execute();
    const stranger = requestForm(services, { email: 'c@example.com' });
    expect(await services.requests.submit(stranger, client, [pdf()])).toEqual({ ok: false, problems: ['files-full'] });
    expect(await services.requests.write(reference, caseToken, message(services), [pdf()])).toMatchObject({ ok: true });
  });
});

describe('erasing', () => {
  test('a request takes its files along', async () => {
    await using services = await openTestServices({ now: '2026-11-23T12:00:00Z' });
    const { reference, caseToken } = await confirmed(services);
    await services.requests.write(reference, caseToken, message(services), [pdf()]);
    await answerAsDone(services, reference, { answersMessage: true });
    await services.mail.send();
    services.clock.set('2027-12-01T12:00:00Z');
    await services.timeSeen.watch();
    await services.requests.runJobs();
    const [row] = await services.db.selectFrom('request_file').selectAll().execute();
    expect(row).toMatchObject({ facts_sealed: null, key_sealed: null });
    expect(await services.db.selectFrom('request_file_part').selectAll().execute()).toEqual([]);
  });

  test('one file leaves the others', async () => {
    await using services = await openTestServices();
    const { reference, caseToken } = await confirmed(services);
    await services.requests.write(reference, caseToken, message(services), [pdf()]);
    const request = await rowOf(services, reference);
    const passport = await files.checkUploads([text(png, 'passport.png')]);
    if (!passport.ok) throw new Error(passport.problems.join());
    const shown = { files: passport.value, purpose: 'permission', author: 'person' } as const;
    const attached = await transaction(services.ctx, (ctx) => files.attach(ctx, request, shown));
    if (!attached.ok) throw new Error(attached.problems.join());
    const [kept] = attached.value;
    if (!kept) throw new Error('Nothing was kept');
    await files.erase(services.ctx, request, { id: kept.id });
    expect(await files.list(services.ctx, request)).toMatchObject([{ purpose: 'message' }]);
    expect(await services.db.selectFrom('request_file_part').selectAll().execute()).toHaveLength(1);
  });

  test('with an account leaves noise without a key, which is given back or goes after thirty days', async () => {
    await using services = await openTestServices({ now: '2026-11-23T12:00:00Z' });
    const { reference, caseToken } = await confirmed(services);
    await services.requests.write(reference, caseToken, message(services), [pdf()]);
    await answerAsDone(services, reference, { answersMessage: true });
    const request = await rowOf(services, reference);
    const subject = { accountId: 'none', email: 'ada@example.com' };
    const kept = await transaction(services.ctx, (ctx) => requests.erase(ctx, subject));
    expect(await files.list(services.ctx, request)).toEqual([]);
    expect(JSON.stringify(kept).length).toBeLessThan(20_000);
    await transaction(services.ctx, (ctx) => requests.restore(ctx, kept, subject));
    const [back] = await files.list(services.ctx, request);
    expect(await files.read(services.ctx, request, back?.id ?? '')).toMatchObject({ name: 'letter.pdf' });

    await transaction(services.ctx, (ctx) => requests.erase(ctx, subject));
    services.clock.set('2026-12-23T12:00:00Z');
    await services.timeSeen.watch();
    await services.requests.runJobs();
    expect(await services.db.selectFrom('request_file_part').selectAll().execute()).toEqual([]);
    expect(await services.db.selectFrom('undo_file_part').selectAll().execute()).toHaveLength(1);
    services.clock.set('2026-12-25T12:00:00Z');
    await services.timeSeen.watch();
    await services.requests.runJobs();
    expect(await services.db.selectFrom('undo_file_part').selectAll().execute()).toEqual([]);
  });
});
