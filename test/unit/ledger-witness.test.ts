import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSigning } from '../../server/crypto/signatures.ts';
import { writeLines } from '../../server/ledger/heads/head-file.ts';
import { mostContents } from '../../server/ledger/heads/heads.ts';
import { witness } from '../../server/ledger/heads/witness.ts';
import { runJobs as runLedger } from '../../server/ledger/ledger.ts';
import { fill, type Services } from '../support/ledger.ts';
import { openTestServices } from '../support/services.ts';

/** The site's answers, and a file such as the repository has. */
async function standing(services: Services, alter: (body: Record<string, unknown>) => unknown = (body) => body) {
  const folder = mkdtempSync(join(tmpdir(), 'witness-'));
  const server = createServer(async ({ url }, response) => {
    const { searchParams } = new URL(url ?? '', 'http://localhost');
    const [day, after] = [searchParams.get('day'), Number(searchParams.get('after'))];
    const published = day === null ? await services.ledger.newestHead() : await services.ledger.headOf(day, after);
    const { previous = null, contents = [], ...head } = published ?? {};
    const keys = services.ledger.publicKeys();
    response.end(JSON.stringify(published ? alter({ head, previous, contents, keys }) : { head: null, keys }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const file = join(folder, 'heads.jsonl');
  return {
    file,
    witness: () => witness(`http://localhost:${(server.address() as AddressInfo).port}`, file),
    days: () =>
      readFileSync(file, 'utf8')
        .trimEnd()
        .split('\n')
        .flatMap((line) => (JSON.parse(line) as { day?: string }).day ?? []),
    [Symbol.dispose]() {
      server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function day(services: Services, date: string, entries: number): Promise<void> {
  services.clock.set(`${date}T12:00:00Z`);
  await runLedger(services.ctx);
  await fill(services, entries);
}

test('the heads of all days since the last committed one are kept, each resting on the one before', async () => {
  await using services = await openTestServices();
  using site = await standing(services);
  expect(await site.witness()).toEqual({ ok: true, value: { added: [], keys: services.ledger.publicKeys() } });
  expect(await site.witness()).toEqual({ ok: true, value: { added: [], keys: [] } });

  await day(services, '2026-11-23', 2);
  await day(services, '2026-11-24', 0);
  expect(await site.witness()).toMatchObject({ ok: true, value: { added: [{ day: '2026-11-23', seq: 2 }] } });
  await day(services, '2026-11-25', 3);
  await day(services, '2026-11-27', 1);
  await day(services, '2026-11-28', 1);

  expect(await site.witness()).toMatchObject({ ok: true });
  expect(site.days()).toEqual(['2026-11-23', '2026-11-24', '2026-11-26', '2026-11-27']);
  expect(await site.witness()).toEqual({ ok: true, value: { added: [], keys: [] } });
});

test('an answer holds no more, however much a day recorded, and the rest is asked for', async () => {
  await using services = await openTestServices();
  using site = await standing(services);
  await day(services, '2026-11-23', 2);
  await day(services, '2026-11-24', mostContents + 1);
  await day(services, '2026-11-25', 0);
  const newest = await services.ledger.newestHead();
  expect(newest?.contents).toHaveLength(mostContents);
  expect((await services.ledger.headOf('2026-11-24', mostContents + 2))?.contents).toHaveLength(1);

  expect(await site.witness()).toMatchObject({ ok: true });
  expect(site.days()).toEqual(['2026-11-23', '2026-11-24']);
});

test('a site whose ledger was rewritten, cut off or replaced gets nothing committed', async () => {
  await using services = await openTestServices();
  using site = await standing(services);
  await day(services, '2026-11-23', 2);
  await day(services, '2026-11-24', 2);
  await day(services, '2026-11-25', 0);
  const heads = await services.ledger.allHeads();
  const [first, second] = heads;
  if (!first || !second) throw new Error('There are two heads');
  const committed = (...lines: typeof heads) => writeFileSync(site.file, writeLines({ heads: lines, keys: [] }));

  committed({ ...first, digest: 'ab'.repeat(32) });
  expect(await site.witness()).toEqual({ ok: false, problems: ['head-altered'] });
  committed({ ...first, day: '2026-11-22' });
  expect(await site.witness()).toEqual({ ok: false, problems: ['head-missing'] });
  committed(first, { ...second, day: '2026-11-30' });
  expect(await site.witness()).toEqual({ ok: false, problems: ['head-older'] });
  await using empty = await openTestServices();
  using replaced = await standing(empty);
  writeFileSync(replaced.file, writeLines({ heads: [first], keys: [] }));
  expect(await replaced.witness()).toEqual({ ok: false, problems: ['head-missing'] });
});

test('a head that does not rest on the one before is refused, and so is an answer that is none', async () => {
  await using services = await openTestServices();
  await day(services, '2026-11-23', 2);
  await day(services, '2026-11-24', 2);
  await day(services, '2026-11-25', 0);
  using short = await standing(services, (body) => ({ ...body, contents: [] }));
  using other = await standing(services, (body) => ({ ...body, head: { day: 'yesterday' } }));

  expect(await short.witness()).toEqual({ ok: false, problems: ['does-not-extend'] });
  expect(await other.witness()).toEqual({ ok: false, problems: ['unreadable'] });
  expect(await witness('http://legal.example.com', short.file)).toEqual({ ok: false, problems: ['address-unsafe'] });
});

test('a key that is another under the name of one that was committed is refused', async () => {
  await using services = await openTestServices();
  await day(services, '2026-11-23', 2);
  await day(services, '2026-11-24', 0);
  using site = await standing(services);
  const [key] = services.ledger.publicKeys();
  const [other] = createSigning([{ id: key?.id ?? '', secret: Buffer.alloc(32, 'another') }]).publicKeys;
  writeFileSync(site.file, writeLines({ heads: [], keys: other ? [other] : [] }));

  expect(await site.witness()).toEqual({ ok: false, problems: ['key-altered'] });
});
