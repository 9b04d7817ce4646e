import { expect, test } from 'vitest';
import { readEml } from '../../server/requests/eml.ts';
import { htmlToText } from '../../server/requests/html-text.ts';
import { signUpConfirmed, someVisitor } from '../support/accounts.ts';
import { costOf, noise, repetitions } from '../support/costs.ts';
import { noticesFor } from '../support/notices.ts';
import { formOf, openTestServices } from '../support/services.ts';

/** As much as a form may hold. */
const formSize = 64 * 1024;
const mailSize = 20_000;

/** How often an empty form's cost anything may cost that is refused. */
const mostTimes = 25;
test('a form that is refused costs about what an empty one costs', { timeout: 120_000 }, async () => {
  await using services = await openTestServices();
  const { accounts, requests, consents, agreements, erasure, stamps } = services;
  const { session } = await signUpConfirmed(services);
  const notices = noticesFor(services);
  const forms: Record<string, { fields: readonly string[]; send: (form: FormData) => Promise<unknown> }> = {
    'sign-up': {
      fields: ['stamp', 'website', 'name', 'email', 'password'],
      send: (form) => accounts.signUp(form, someVisitor()),
    },
    'sign-in': { fields: ['email', 'password'], send: (form) => accounts.signIn(form, someVisitor()) },
    reset: { fields: ['stamp', 'website', 'email'], send: (form) => accounts.askReset(form, someVisitor()) },
    name: { fields: ['stamp', 'name'], send: (form) => accounts.changeName(form, session) },
    business: {
      fields: ['stamp', 'business', 'address', 'country', 'website', 'phone', 'legalContact'],
      send: (form) => accounts.changeBusiness(form, someVisitor(), session),
    },
    password: {
      fields: ['stamp', 'current', 'password'],
      send: (form) => accounts.changePassword(form, someVisitor(), session),
    },
    address: { fields: ['stamp', 'email'], send: (form) => accounts.askAddress(form, someVisitor(), session) },
    agreement: {
      fields: ['stamp', 'document', 'version', 'business', 'address', 'name', 'capacity', 'authority'],
      send: (form) => agreements.agree(form, session),
    },
    consent: { fields: ['stamp', 'purpose', 'version', 'act'], send: (form) => consents.answer(form, session) },
    export: { fields: ['stamp'], send: (form) => erasure.exportAll(form, session) },
    updates: {
      fields: ['stamp', 'website', 'email', 'document'],
      send: (form) => notices.subscribe(form, someVisitor()),
    },
    draft: {
      fields: ['website', 'relation', 'business', 'behalf', 'region', 'name', 'email', 'details', 'kind'],
      send: (form) => {
        form.set('stamp', stamps.issue('request'));
        return requests.keepDraft(form, someVisitor());
      },
    },
    request: {
      fields: ['stamp', 'website', 'relation', 'business', 'behalf', 'region', 'name', 'email', 'details', 'kind'],
      send: (form) => requests.submit(form, someVisitor()),
    },
  };
  // Without a stamp of ours nothing else in a form is looked at.
  const stampOf: Record<string, () => string> = {
    'sign-up': () => stamps.issue('sign-up'),
    reset: () => stamps.issue('reset'),
    name: () => stamps.issue('name', session.id),
    business: () => stamps.issue('business', session.id),
    password: () => stamps.issue('password', session.id),
    address: () => stamps.issue('address', session.id),
    agreement: () => stamps.issue('agree', session.id),
    consent: () => stamps.issue('consents', session.id),
    updates: () => stamps.issue('updates'),
    request: () => stamps.issue('request'),
  };
  const formWith = (name: string, fields: readonly string[], filled: string, text: string) => {
    const given = { stamp: stampOf[name]?.() ?? '', [filled]: text };
    return formOf(Object.fromEntries(fields.map((field) => [field, given[field] ?? ''])));
  };

  const dear: string[] = [];
  for (const [name, { fields, send }] of Object.entries(forms)) {
    const empty = await costOf(() => send(formWith(name, fields, '', '')));
    const bearable = mostTimes * Math.max(empty, noise);
    for (const field of fields) {
      for (const repeated of repetitions) {
        const text = repeated.repeat(formSize / Buffer.byteLength(repeated));
        const cost = await costOf(() => send(formWith(name, fields, field, text)), bearable);
        if (cost > bearable)
          dear.push(`${name}.${field} of ${JSON.stringify(repeated)}: ${cost} ms, empty ${empty} ms`);
      }
    }
  }

  expect(dear).toEqual([]);
});

test('a mail twice as long costs about twice as much, whatever stands in it', { timeout: 120_000 }, async () => {
  const dear: string[] = [];
  for (const repeated of [...repetitions, '<table>', '<table><tr><td>', '<li>', '<a href="', '<!--', '<p>']) {
    const textOf = (size: number) => repeated.repeat(size / Buffer.byteLength(repeated));
    const places = {
      markup: (size: number) => htmlToText(textOf(size)),
      header: (size: number) => readEml(Buffer.from(`From: ${textOf(size)}\r\n\r\nHello`), 'privacy@example.com'),
      body: (size: number) => readEml(Buffer.from(`Content-Type: text/html\r\n\r\n${textOf(size)}`), ''),
    };
    for (const [place, read] of Object.entries(places)) {
      const once = await costOf(() => read(mailSize / 2), noise);
      const bearable = 4 * Math.max(once, 10 * noise);
      const twice = await costOf(() => read(mailSize), bearable);
      if (twice > bearable) dear.push(`${place} of ${JSON.stringify(repeated)}: ${twice} ms, half of it ${once} ms`);
    }
  }

  expect(dear).toEqual([]);
});
