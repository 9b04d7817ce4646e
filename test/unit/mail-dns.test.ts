import { expect, test } from 'vitest';
import { dnsRecords, type Lookup } from '../../server/mail/dns-records.ts';
import { openTestServices } from '../support/services.ts';

/** A name system that knows these texts and mail servers, and nothing else. */
function lookupOf(known: { txt?: Record<string, string[]>; mx?: Record<string, string> }): Lookup {
  const none = () => Object.assign(new Error('queryTxt ENOTFOUND'), { code: 'ENOTFOUND' });
  return {
    async resolveTxt(name: string) {
      const parts = known.txt?.[name];
      if (!parts) throw none();
      return [['google-site-verification=x'], parts];
    },
    async resolveMx(name: string) {
      const exchange = known.mx?.[name];
      if (!exchange) throw none();
      return [{ priority: 10, exchange }];
    },
  } as Lookup;
}

const resend = { RESEND_API_KEY: 're_test', MAIL_FROM: 'Whitrack Legal <legal@mail.example.com>' };

async function statesOf(lookup: Lookup, env: Record<string, string> = resend) {
  await using services = await openTestServices({ env });
  return (await dnsRecords(services.ctx, lookup)).map(({ purpose, name, state }) => `${purpose} ${name} ${state}`);
}

test('of a domain without records each that must stand is named as missing', async () => {
  expect(await statesOf(lookupOf({}))).toEqual([
    'SPF send.mail.example.com missing',
    'DKIM resend._domainkey.mail.example.com missing',
    'DMARC _dmarc.mail.example.com missing',
    'MX whitrack.com missing',
  ]);
});

test('records that stand are found, a long one in parts, and DMARC at the domain above', async () => {
  const txt = {
    'send.mail.example.com': ['v=spf1 include:amazon', 'ses.com ~all'],
    'resend._domainkey.mail.example.com': ['p=MIGf', 'MA0G'],
    '_dmarc.example.com': ['v=DMARC1; p=reject'],
  };
  expect(await statesOf(lookupOf({ txt, mx: { 'whitrack.com': 'mx.whitrack.com' } }))).toEqual([
    'SPF send.mail.example.com stands',
    'DKIM resend._domainkey.mail.example.com stands',
    'DMARC _dmarc.example.com stands',
    'MX whitrack.com stands',
  ]);
});

test('where the name system does not answer, nothing is said to be missing', async () => {
  const silent = Object.assign(new Error('queryTxt ETIMEOUT'), { code: 'ETIMEOUT' });
  const lookup = {
    resolveTxt: () => Promise.reject(silent),
    resolveMx: () => Promise.reject(silent),
  } as unknown as Lookup;
  const states = await statesOf(lookup, { SMTP_URL: 'smtp://127.0.0.1', MAIL_FROM: 'legal@example.com' });
  expect(states).toEqual(['SPF example.com unasked', 'DMARC _dmarc.example.com unasked', 'MX whitrack.com unasked']);
});
