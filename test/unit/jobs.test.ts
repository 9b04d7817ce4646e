import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { letter } from '../support/mail.ts';
import { manifestWith } from '../support/notices.ts';
import { openTestServices } from '../support/services.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whitrack-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('what fails in one room does not keep the others from their work', async () => {
  const manifest = join(folder, 'documents.json');
  writeFileSync(manifest, JSON.stringify(manifestWith()));
  await using services = await openTestServices({ places: { content: 'content', manifest } });
  await services.db.schema.dropTable('outgoing_mail').execute();
  await expect(services.runJobs()).rejects.toThrow('Jobs failed');
  expect(await services.db.selectFrom('notice').select('document').execute()).not.toEqual([]);
});

test('what any room erased is in no file of the database an hour later', async () => {
  if (process.env['TEST_DATABASE_URL']) return;
  const files = join(folder, 'data');
  await using services = await openTestServices({ env: { DATABASE_URL: `file:${files}/t.db` } });
  await services.runJobs();
  await services.mail.queue(services.db, letter());
  const mail = await services.db.selectFrom('outgoing_mail').select('content_sealed').executeTakeFirstOrThrow();
  const bytes = () =>
    readdirSync(files)
      .map((name) => readFileSync(join(files, name), 'latin1'))
      .join('');
  expect(bytes()).toContain(mail.content_sealed);
  await services.mail.cancel(services.db, { about: 'request-1' });
  services.clock.set('2026-11-23T13:00:01Z');
  await services.runJobs();
  expect(bytes()).not.toContain(mail.content_sealed);
});
