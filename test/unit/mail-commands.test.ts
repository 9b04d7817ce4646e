import { expect, test } from 'vitest';
import { queue } from '../../server/mail/outbox.ts';
import { admin } from '../support/admin.ts';
import { letter } from '../support/mail.ts';
import { startProvider } from '../support/provider.ts';
import { openTestServices } from '../support/services.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

async function run(services: Services, ...words: string[]) {
  return await admin(services, words);
}

test('the operator sees what waits and what it says, and the list names nobody', async () => {
  await using services = await openTestServices();
  await queue(services.ctx, letter());
  const list = await run(services, 'mail', 'list');
  expect(list).toMatchObject({ code: 0, complained: '' });
  expect(list.printed).toMatch(/request-case-link\twaiting/);
  expect(list.printed).not.toContain('ada@example.com');

  const id = list.printed.split('\t')[1] ?? '';
  const shown = await run(services, 'mail', 'show', id);
  expect(shown.printed).toContain('To: ada@example.com');
  expect(shown.printed).toContain('http://localhost:4321/requests/WT-7F3K-92QD/token/');
});

test('the operator sees what failed and has it sent again', async () => {
  await using provider = await startProvider();
  provider.behave({ status: 422 });
  await using services = await openTestServices({ env: { RESEND_API_KEY: 're_test', RESEND_BASE_URL: provider.url } });
  expect((await run(services, 'mail', 'list', '--failed')).printed).toBe('No mail has failed.');
  await queue(services.ctx, letter());
  await services.mail.send();

  const failed = await run(services, 'mail', 'list', '--failed');
  expect(failed.printed).toMatch(/FAILED 2026-11-23T12:00:00.000Z\tprovider-refused$/);
  const id = failed.printed.split('\t')[1] ?? '';
  expect(await run(services, 'mail', 'retry', id)).toMatchObject({ code: 0, printed: 'It is queued again.' });
  expect(await run(services, 'mail', 'retry', id)).toMatchObject({ code: 1, printed: '' });
  provider.behave({ status: 200 });
  await services.mail.send();
  expect(provider.delivered.size).toBe(1);
});

test('a mail that is not there is told in words', async () => {
  await using services = await openTestServices();
  const { code, complained } = await run(services, 'mail', 'show', 'nothing');
  expect({ code, complained }).toEqual({ code: 1, complained: expect.stringContaining('There is no mail of that id') });
});

test('a command called wrongly says how it is called, and every command can be asked for', async () => {
  await using services = await openTestServices();
  for (const words of [[], ['mail'], ['mail', 'burn'], ['constructor', 'name'], ['mail', 'list', '--all']]) {
    const { code, complained, printed } = await run(services, ...words);
    expect(code).toBe(64);
    expect(complained).toContain(words.length > 1 ? '--help says what there is' : 'npm run admin -- ');
    expect(printed).toBe('');
  }
  const { code, printed } = await run(services, '--help');
  expect(code).toBe(0);
  expect(printed).toMatch(/^ {2}mail .*\n/m);
  expect(printed).toMatch(/^ {2}requests .*\n/m);
  expect((await run(services, 'mail', 'list', '--help')).printed).toContain(
    'Usage: npm run admin -- mail list [options]',
  );
});
