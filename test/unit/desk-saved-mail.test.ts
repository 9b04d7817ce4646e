import { expect, test } from 'vitest';
import type { Staff } from '../../server/desk/staff/sessions.ts';
import { filesOf, type MailFile } from '../../server/requests/messages-by-mail/attachments.ts';
import type { Upload } from '../../server/upload.ts';
import { mailsWith } from '../support/requests.ts';
import { formOf, openTestServices } from '../support/services.ts';
import { staffMember } from '../support/staff.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

const pdf = Buffer.from(`%PDF-1.7\n${'ä'.repeat(3_000)}`);

interface Part {
  readonly head: readonly string[];
  readonly body: string;
}

function attached(name: string, content: Buffer, type = 'application/pdf'): Part {
  const head = [`Content-Type: ${type}`, 'Content-Transfer-Encoding: base64'];
  const lines = content.toString('base64').replaceAll(/(.{76})/g, '$1\r\n');
  return { head: [...head, `Content-Disposition: attachment; filename="${name}"`], body: lines };
}

const words: Part = { head: ['Content-Type: text/plain'], body: 'Send me my data.' };

function mailOf(parts: readonly Part[], dates = ['Received: from x by y; Sat, 21 Nov 2026 09:30:00 +0000']): Buffer {
  const head = [...dates, 'From: Ada King <ada@example.com>', 'To: privacy@example.com', 'Subject: My data'];
  const type = ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary="b"', '', 'For old programs'];
  const inside = parts.flatMap(({ head, body }) => ['--b', ...head, '', body]);
  return Buffer.from([...head, ...type, ...inside, '--b--', ''].join('\r\n'));
}

function read(services: Services, staff: Staff, ...mails: readonly Buffer[]) {
  const stamp = services.formTokens.issue('desk-read-mail', staff.sessionId);
  const uploads = mails.map((mail) => uploadOf(mail));
  return services.desk.readSavedMail(formOf({ stamp }), staff, uploads);
}

function uploadOf(content: Buffer): Upload {
  return { field: 'eml', name: 'mail.eml', chunks: [content], size: content.length, isTooLarge: false };
}

async function idOf(services: Services, staff: Staff, mail: Buffer): Promise<string> {
  const saved = await read(services, staff, mail);
  if (!saved.ok) throw new Error(saved.problems.join());
  return saved.value.id;
}

function enter(services: Services, staff: Staff, mail: string, values: Readonly<Record<string, string>> = {}) {
  const stamp = services.formTokens.issue('desk-mail', staff.sessionId);
  const form = { stamp, act: 'log', mail, kind: ['access'], relation: 'none', region: 'DE', name: '', email: '' };
  return services.desk.actOnMail(formOf({ ...form, ...values }), staff);
}

const shown = (files: readonly MailFile[]) => files.map(({ name, size, problem }) => [name, size, problem]);

test('a mail that was saved as a file is read before anything is entered, and its files come with the request', async () => {
  await using services = await openTestServices();
  const { staff } = await staffMember(services);
  const letter = attached('Résumé.pdf', pdf, 'application/octet-stream');
  const mail = mailOf([words, letter, attached('run.exe', Buffer.from('MZ\0\0'))]);
  const id = await idOf(services, staff, mail);
  expect(await services.requests.list()).toEqual([]);
  expect(await services.desk.openMail(staff, id)).toMatchObject({
    ...{ name: 'Ada King', address: 'ada@example.com', subject: 'My data', receivedOn: '2026-11-21' },
    text: expect.stringContaining('Send me my data.'),
    saved: { arrivedAt: new Date('2026-11-21T09:30:00Z') },
    files: [
      { name: 'Résumé.pdf', size: pdf.length, problem: null },
      { name: 'run.exe', size: 4, problem: 'file-type-unknown', taken: null },
    ],
  });
  expect(await enter(services, staff, id, { region: '' })).toEqual({ ok: false, problems: ['region-missing'] });

  const logged = await enter(services, staff, id, { day: '2026-11-20', time: '08:15' });
  const reference = (logged.ok && logged.value.reference) || '';
  expect(await services.requests.show(reference)).toMatchObject({
    value: { channel: 'mail', originals: 1, receivedOn: '2026-11-20', person: { email: 'ada@example.com' } },
  });
  const seen = await services.desk.openRequest(staff, reference);
  const [file] = seen?.dossier.case.files ?? [];
  expect(file).toMatchObject({ name: 'Résumé.pdf', type: 'application/pdf', purpose: 'request' });
  expect((await services.desk.openRequestFile(staff, reference, file?.id ?? ''))?.content).toEqual(pdf);
  expect(await services.requests.sources(reference)).toEqual([mail]);
  expect((await mailsWith(services, 'request-confirm')).map(({ to }) => to)).toEqual(['ada@example.com']);
  expect(await services.desk.waitingMail()).toEqual([]);
});

test('read twice it waits once, and one without a date asks when it came', async () => {
  await using services = await openTestServices();
  const { staff } = await staffMember(services);
  const mail = mailOf([words], []);
  const id = await idOf(services, staff, mail);
  expect(await idOf(services, staff, mail)).toBe(id);
  expect(await services.desk.openMail(staff, id)).toMatchObject({ saved: { arrivedAt: null }, files: [] });
  expect(await enter(services, staff, id)).toEqual({ ok: false, problems: ['received-at-missing'] });
  expect(await enter(services, staff, id, { day: '2026-11-24' })).toMatchObject({
    problems: ['received-at-in-future'],
  });
  expect(await enter(services, staff, id, { day: '2026-11-20' })).toMatchObject({ ok: true });
});

test('what is no mail, too large, or not for this role is not read', async () => {
  await using services = await openTestServices();
  const { staff } = await staffMember(services, { role: 'reads' });
  const mail = mailOf([words]);
  expect(await read(services, staff)).toEqual({ ok: false, problems: ['eml-missing'] });
  expect(await read(services, staff, pdf)).toEqual({ ok: false, problems: ['eml-invalid'] });
  expect(await read(services, staff, mail, mail)).toEqual({ ok: false, problems: ['files-too-many'] });
  const form = formOf({ stamp: services.formTokens.issue('desk-read-mail', staff.sessionId) });
  const large = [{ ...uploadOf(mail), isTooLarge: true }];
  expect(await services.desk.readSavedMail(form, staff, large)).toEqual({ ok: false, problems: ['file-too-large'] });
  expect(await read(services, staff, mail)).toEqual({ ok: false, problems: ['role-missing'] });
  expect(await services.desk.waitingMail()).toEqual([]);
});

test('the files of a mail are found as its programs hide them', async () => {
  const note = 'Grüße';
  const quoted: Part = {
    head: [
      'Content-Type: text/plain; name="=?utf-8?Q?Gr=C3=BC=C3=9Fe.txt?="',
      'Content-Transfer-Encoding: quoted-printable',
    ],
    body: 'Gr=C3=BC=\r\n=C3=9Fe',
  };
  const long: Part = {
    ...attached('x', pdf),
    head: ["Content-Disposition: attachment; filename*=UTF-8''%D8%B1%D8%AF.pdf", 'Content-Transfer-Encoding: base64'],
  };
  const inside = ['--c', 'Content-Type: text/plain', '', 'Hello', '--c', ...long.head, '', long.body, '--c--'];
  const nested = { head: ['Content-Type: multipart/related; boundary=c'], body: inside.join('\r\n') };
  expect(shown(await filesOf(mailOf([nested, quoted, attached('../../a\u202efdp.exe', pdf)])))).toEqual([
    ['رد.pdf', pdf.length, null],
    ['Grüße.txt', Buffer.byteLength(note), null],
    ['afdp.exe.pdf', pdf.length, null],
  ]);
  // One part that holds all there is, and one that was cut off.
  const alone = Buffer.from(
    ['From: a@example.com', ...attached('a.pdf', pdf).head, '', pdf.toString('base64')].join('\n'),
  );
  expect(shown(await filesOf(alone))).toEqual([['a.pdf', pdf.length, null]]);
  const cut = mailOf([words, attached('a.pdf', pdf)]);
  expect(shown(await filesOf(cut.subarray(0, -2_000)))).toMatchObject([['a.pdf', expect.any(Number), null]]);
});

test('of many files five are taken, and a mail that was made to take long does not', async () => {
  const many = await filesOf(mailOf(Array.from({ length: 3_000 }, (_, at) => attached(`${at}.pdf`, pdf))));
  expect(many.filter(({ taken }) => taken)).toHaveLength(5);
  expect(many[5]).toMatchObject({ name: '5.pdf', problem: 'files-too-many' });
  expect(many.length).toBeLessThanOrEqual(100);
  // Pictures that the words show come last, so that they take no place from what somebody attached.
  const logo = {
    ...attached('logo.png', pdf, 'image/png'),
    head: [...attached('logo.png', pdf, 'image/png').head, 'Content-ID: <a>'],
  };
  const signed = await filesOf(mailOf([words, ...Array.from({ length: 6 }, () => logo), attached('pass.pdf', pdf)]));
  expect(signed[0]).toMatchObject({ name: 'pass.pdf', problem: null });
  const deep = Array.from({ length: 1_000 }, (_, at) => [
    `Content-Type: multipart/mixed; boundary=b${at}`,
    '',
    `--b${at}`,
  ]);
  const size = 1_000_000;
  for (const hostile of [
    ...[deep.flat().join('\r\n'), `Content-Type: multipart/mixed; boundary=-\r\n\r\n${'-'.repeat(size)}`],
    ...['\n--', '\n--\n'].map((line) => `Content-Type: multipart/mixed; boundary=""\r\n\r\n${line.repeat(size / 4)}`),
    `Content-Type: multipart/mixed; boundary=a\r\n\r\n${'\n--a'.repeat(size / 4)}`,
    `Content-Type: multipart/mixed; boundary=a\r\n\r\n${'\n--ab'.repeat(size / 4)}`,
    ...['\n'.repeat(size), 'a: b\n'.repeat(size / 5), `Content-Type: ${'('.repeat(size)}`, '=\n'.repeat(size / 2)],
  ]) {
    expect(await filesOf(Buffer.from(`From: a@example.com\r\n${hostile}`))).toEqual([]);
  }
});
