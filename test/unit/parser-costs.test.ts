import { expect, test } from 'vitest';
import { checkLength, checkSecrecy } from '../../server/accounts/passwords/password-rules.ts';
import { deviceOf } from '../../server/accounts/sessions/device.ts';
import { readJson } from '../../server/api/json.ts';
import { readConfig } from '../../server/config.ts';
import { normalise, readAddress, readMailbox } from '../../server/fields/address.ts';
import { plainCode } from '../../server/fields/code.ts';
import { isLine, isText, legible, legibleLine } from '../../server/fields/text.ts';
import { isOneClick, sourceOf } from '../../server/http/bodies/origin.ts';
import { checkForm } from '../../server/http/bodies/urlencoded.ts';
import { chooseEncoding } from '../../server/http/encoding.ts';
import { namesTag } from '../../server/http/etag.ts';
import { readPath } from '../../server/http/path.ts';
import { passage } from '../../server/mail/writing/html.ts';
import { readEml } from '../../server/requests/messages-by-mail/eml.ts';
import { htmlToText } from '../../server/requests/messages-by-mail/html-text.ts';
import { readReference } from '../../server/requests/reference.ts';
import { quoted, shown } from '../../server/terminal.ts';
import { search } from '../../src/library/text/search.ts';
import { dearAmong, type Read } from '../support/costs.ts';
import { noticesFor } from '../support/notices.ts';
import { formOf, openTestServices } from '../support/services.ts';

/** As much as one request may bring: a body, its headers. */
const bodySize = 64 * 1024;
const headerSize = 16 * 1024;
/** Of a mail each line is work, and how the cost grows is seen in few of them. */
const mailSize = 2 * 1024;

test('no reader of what a stranger sends goes over it again and again', async () => {
  await using services = await openTestServices();
  const { accounts, api } = services;
  const notices = noticesFor(services);
  const person = { name: 'Ada', email: 'ada@example.com', company: 'Acme' };
  const headers = (name: string) => (text: string) => sourceOf({ [name]: text }, 'http://localhost:4321');
  const bodies: Record<string, Read> = {
    ...{
      readAddress,
      normalise,
      readMailbox,
      plainCode,
      readReference,
      isLine,
      isText,
      legible,
      passage,
      shown,
      quoted,
    },
    legibleLine: (text) => legibleLine(text, 100),
    password: (text) => checkLength(text) ?? checkSecrecy(text, person),
    'password of the longest': (text) => checkSecrecy(text.slice(0, 512), { ...person, name: text, email: text }),
    form: (text) => checkForm(Buffer.from(text)),
    'one click': (text) => isOneClick(new Uint8Array(Buffer.from(text.slice(0, 4096)))),
    'one click in parts': (text) =>
      isOneClick(
        new Uint8Array(Buffer.from(`--a\r\n${text.slice(0, 4000)}\r\n--a--`)),
        'multipart/form-data; boundary=a',
      ),
    preferences: (text) =>
      notices.changePreferences(text, formOf({ act: text, document: Array(200).fill(text.slice(0, 300)) })),
    json: readJson,
    'json text': (text) => readJson(JSON.stringify({ [text.slice(0, bodySize / 2)]: text.slice(0, bodySize / 2) })),
    'json within json': (text) => readJson(`${'[{"a":'.repeat(4000)}${JSON.stringify(text)}`),
    html: htmlToText,
    setting: (text) =>
      attempt(() =>
        readConfig({ MAIL_FROM: text, SMTP_URL: text, DATABASE_URL: text, ORIGIN: text, TRUSTED_PROXIES: text }),
      ),
    search: (text) => search({ options: async () => undefined, search: async () => ({ results: [] }) }, [], text),
  };
  for (const { id, body, example } of api.operations) {
    if (body) bodies[`${id} of the API`] = (text) => body.safeParse(withText(example, text));
  }
  const mails: Record<string, Read> = {
    'mail header': (text) => readEml(Buffer.from(`From: ${text}\r\nSubject: ${text}\r\n\r\nHello`), ''),
    'mail header of types': (text) =>
      readEml(Buffer.from(`Content-Type: multipart/mixed; boundary=${text}\r\n\r\n${text}`), ''),
    'mail text': (text) => readEml(Buffer.from(`Content-Type: text/html\r\n\r\n${text}`), ''),
  };
  const lines: Record<string, Read> = {
    ...{ chooseEncoding, deviceOf, readPath, cookies: (text) => accounts.sessionOf(text) },
    tag: (text) => namesTag(text, 'W/"abc"'),
    ...{ origin: headers('origin'), referer: headers('referer'), site: headers('sec-fetch-site') },
    key: (text) => api.keys.authenticate(`Bearer ${text}`),
  };

  expect([
    ...(await dearAmong(bodies, bodySize)),
    ...(await dearAmong(lines, headerSize)),
    ...(await dearAmong(mails, mailSize)),
  ]).toEqual([]);
});

function withText(example: unknown, text: string): unknown {
  if (typeof example === 'string') return text;
  if (typeof example !== 'object' || example === null) return example;
  return Object.fromEntries(Object.entries(example).map(([name, value]) => [name, withText(value, text)]));
}

function attempt(act: () => unknown): void {
  try {
    act();
  } catch {
    // What is refused is refused; only what it costs counts.
  }
}
