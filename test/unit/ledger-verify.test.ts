import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSigning } from '../../server/crypto/signatures.ts';
import { commitmentTo, newSalt, openingOf } from '../../server/ledger/commitments.ts';
import { beginning, type Entry, type Link, link } from '../../server/ledger/entry.ts';
import { writeLines } from '../../server/ledger/heads/head-file.ts';
import { runJobs as runLedger } from '../../server/ledger/ledger.ts';
import { verifyChain, type Witness } from '../../server/ledger/verification.ts';
import type { Json } from '../../src/library/model/files/canonical-json.ts';
import { signUpConfirmed } from '../support/accounts.ts';
import { admin as runAdmin } from '../support/admin.ts';
import { afterPublication, answerAs } from '../support/consents.ts';
import { actOf, append, committedBy, exchange, fill, forge, type Services, tamper } from '../support/ledger.ts';
import { promise } from '../support/promise.ts';
import { openTestServices } from '../support/services.ts';

/** Three days with two entries each; the head of each is kept, as the repository keeps it. */
async function threeDays(services: Services): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-'));
  for (const day of ['23', '24', '25']) {
    services.clock.set(`2026-11-${day}T12:00:00Z`);
    await runLedger(services.ctx);
    await fill(services, 2);
  }
  services.clock.set('2026-11-26T00:00:00Z');
  await runLedger(services.ctx);
  writeFileSync(join(folder, 'heads.jsonl'), writeLines(await committedBy(services)));
  return folder;
}

async function admin(services: Services | null, words: readonly string[]) {
  const { code, printed, complained } = await runAdmin(services, words);
  return { status: code, printed, complained };
}

/** The same chain as if this had been recorded from the start: every digest fits. */
async function rehash({ db, config }: Services, change: (entry: Entry) => Entry): Promise<string[]> {
  const rows = await db.selectFrom('ledger_entry').selectAll().orderBy('seq').execute();
  const { sign } = createSigning(config.signingKeys);
  let previous = beginning;
  return rows.map((row) => {
    const made = link(previous, change(JSON.parse(row.entry) as Entry), sign);
    previous = made.digest;
    return `update ledger_entry set entry = '${made.entry}', previous = '${made.previous}', digest = '${made.digest}',
      signature = '${made.signature}', at = '${(JSON.parse(made.entry) as Entry).at}' where seq = ${row.seq}`;
  });
}

test('a ledger that nobody touched is whole', async () => {
  await using services = await openTestServices();
  const folder = await threeDays(services);

  const { status, printed } = await admin(services, ['ledger', 'verify', '--heads', join(folder, 'heads.jsonl')]);

  expect(status).toBe(0);
  expect(printed).toMatch(
    /3 committed heads.*\nThe ledger is whole: 6 entries, the last one [0-9a-f]{64}\.\nThe acts of staff are whole: 0\.$/,
  );
  rmSync(folder, { recursive: true });
});

const withoutParts = (which: string) =>
  `delete from ledger_part where entry_id in (select id from ledger_entry where seq ${which})`;

const wrongs: Record<string, { statements: string[]; says: RegExp }> = {
  'an entry that was edited': {
    statements: [`update ledger_entry set entry = replace(entry, 'consent-given', 'agreement') where seq = 3`],
    says: /^Entry 3 was edited/,
  },
  'an entry whose columns were edited': {
    statements: [`update ledger_entry set kind = 'consent-withdrawn' where seq = 4`],
    says: /^Entry 4 is found under other words/,
  },
  'an entry that was deleted': {
    statements: [withoutParts('= 2'), 'delete from ledger_head', 'delete from ledger_entry where seq = 2'],
    says: /^Entry 2 is missing/,
  },
  'entries that changed places': {
    statements: [
      'delete from ledger_head',
      'update ledger_entry set seq = 99 where seq = 2',
      'update ledger_entry set seq = 2 where seq = 3',
      'update ledger_entry set seq = 3 where seq = 99',
    ],
    says: /^Entry 2 stands in another place/,
  },
  'a ledger that was cut off': {
    statements: [withoutParts('> 4'), 'delete from ledger_head', 'delete from ledger_entry where seq > 4'],
    says: /^Entry 5 and all after it are missing.*\(2026-11-25\)/,
  },
  'a ledger that was emptied': {
    statements: ['delete from ledger_part', 'delete from ledger_head', 'delete from ledger_entry'],
    says: /^Entry 1 and all after it are missing.*\(2026-11-23\)/,
  },
  'personal data that was exchanged': {
    statements: [
      `update ledger_part set content_sealed = (select content_sealed from ledger_part where entry_id =
        (select id from ledger_entry where seq = 1) and name = 'person')
        where name = 'person' and entry_id = (select id from ledger_entry where seq = 5)`,
    ],
    says: /^Entry 5 commits to other personal data/,
  },
  'words of a form that were altered': {
    statements: [`update ledger_words set words = replace(words, 'controller', 'processor')`],
    says: /^Entry 1 commits to other personal data/,
  },
  'two people who were exchanged': {
    statements: exchange('account-0', 'account-1'),
    says: /^Entry 1 is of somebody else/,
  },
  'personal data that went without an erasure': {
    statements: ['delete from ledger_part where entry_id = (select id from ledger_entry where seq = 6)'],
    says: /^Entry 6 commits to personal data that is no longer kept/,
  },
};

test.each(Object.entries(wrongs))('verifying finds %s, and names the first entry', async (_, { statements, says }) => {
  await using services = await openTestServices();
  const folder = await threeDays(services);
  const heads = join(folder, 'heads.jsonl');
  expect((await admin(services, ['ledger', 'verify', '--heads', heads])).status).toBe(0);
  await tamper(services, ...statements);

  const { status, complained } = await admin(services, ['ledger', 'verify', '--heads', heads]);

  expect(complained).toMatch(says);
  expect(status).toBe(1);
  rmSync(folder, { recursive: true });
});

const forgeries: Record<string, { write: (services: Services) => Promise<unknown>; says: RegExp }> = {
  'a consent without commitments': {
    write: (services) => forge(services, { commitments: {} }),
    says: /^Entry 7 does not commit to one owner and to its receipt/,
  },
  'an erased subject that was invented': {
    async write(services) {
      const subject = 'somebody-erased';
      const erased_at = '2026-11-25T18:00:00.000Z';
      await services.db.insertInto('ledger_subject').values({ id: subject, erased_at }).execute();
      await forge(services, { subject });
    },
    says: /^Entry 7 bears no signature of this ledger/,
  },
  'a time that runs backwards': {
    write: (services) => forge(services, { at: '2026-11-24T12:00:00.000Z' }),
    says: /^Entry 7 was recorded before the entry in front of it/,
  },
  'a text that was never published': {
    write: (services) =>
      forge(services, {
        about: { type: 'purpose', id: 'ai-training', version: '2026-11-25', textSha256: 'ab'.repeat(32) },
      }),
    says: /^Entry 7 is about a text that was never published/,
  },
  'a text without a digest': {
    write: (services) =>
      forge(services, { about: { type: 'purpose', id: 'ai-training', version: null, textSha256: null } }),
    says: /^Entry 7 is about a text that was never published/,
  },
  'a reference to nothing': {
    write: (services) => forge(services, { kind: 'consent-withdrawn', refersTo: 'nothing' }),
    says: /^Entry 7 refers to an entry of its subject that does not stand before it/,
  },
  'a reference to an entry of somebody else': {
    async write(services) {
      const first = await services.db.selectFrom('ledger_entry').select('id').where('seq', '=', 1).executeTakeFirst();
      await forge(services, { kind: 'consent-withdrawn', refersTo: first?.id ?? '' });
    },
    says: /^Entry 7 refers to an entry of its subject that does not stand before it/,
  },
  'the signature of another entry': {
    write: (services) => forge(services, {}),
    says: /^Entry 7 bears no signature of this ledger/,
  },
  'a key of its own': {
    write: (services) => forge(services, {}, { signature: `eve:${'A'.repeat(86)}` }),
    says: /^Entry 7 bears no signature of this ledger/,
  },
  'no JSON': {
    write: (services) => forge(services, {}, { entry: 'not JSON' }),
    says: /^Entry 7 was edited/,
  },
  'the number 0': {
    async write(services) {
      await tamper(services);
      await forge(services, { seq: 0 }, { seq: 0, previous: 'ab'.repeat(32) });
    },
    says: /^Entry 0 stands in another place/,
  },
  'the number -1': {
    async write(services) {
      await tamper(services);
      await forge(services, {}, { seq: -1, previous: 'ab'.repeat(32) });
    },
    says: /^Entry -1 stands in another place/,
  },
};

test.each(Object.entries(forgeries))(
  'verifying names an entry with %s, and nobody’s state rests on it',
  async (_, forgery) => {
    await using services = await openTestServices();
    const folder = await threeDays(services);
    const heads = join(folder, 'heads.jsonl');
    const before = await services.ledger.entriesOf({ accountId: 'account-2' });
    await forgery.write(services);

    const { status, complained } = await admin(services, ['ledger', 'verify', '--heads', heads]);

    expect(complained).toMatch(forgery.says);
    expect(status).toBe(1);
    expect(await services.ledger.entriesOf({ accountId: 'account-2' })).toEqual(before);
    rmSync(folder, { recursive: true });
  },
);

test('an entry that is not ours is no yes, and what was said before it is no yes either', async () => {
  await using services = await openTestServices({ now: afterPublication });
  const ada = await signUpConfirmed(services);
  await answerAs(services, ada, 'give');
  const state = () => services.consents.state(ada.account.id, 'ai-training');
  expect(await state()).toMatchObject({ given: true });

  await forge(services, { kind: 'consent-withdrawn' });
  expect(await state()).toEqual({ given: false, answer: 'none', last: null });
  expect(await services.agreements.list(ada.account.id)).toEqual([]);

  await forge(services, { kind: 'consent-given', at: '2999-01-01T00:00:00.000Z' });
  await answerAs(services, ada, 'refuse');
  expect((await state()).last?.entry.at).toBe(new Date(afterPublication).toISOString());
  await forge(services, { kind: 'consent-given' });
  expect(await state()).toMatchObject({ given: false });
});

test(
  'a ledger that was made anew as a whole, its own heads too, is found by the heads that were committed',
  promise('ledger-chain'),
  async () => {
    await using services = await openTestServices();
    const folder = await threeDays(services);
    const changed = await rehash(services, (entry) => (entry.seq < 4 ? entry : { ...entry, kind: 'consent-refused' }));
    await tamper(services, 'delete from ledger_head', ...changed.map((statement) => `${statement}`));
    await tamperKinds(services);

    const alone = await admin(services, ['ledger', 'verify', '--heads', join(folder, 'none.jsonl')]);
    const held = await admin(services, ['ledger', 'verify', '--heads', join(folder, 'heads.jsonl')]);

    expect(alone.status).toBe(0);
    expect(held.complained).toMatch(/^Entry 3 or one soon after it was changed .*\(2026-11-24\)\.$/);
    expect(held.status).toBe(1);
    rmSync(folder, { recursive: true });

    async function tamperKinds({ db }: Services) {
      await db.updateTable('ledger_entry').set({ kind: 'consent-refused' }).where('seq', '>=', 4).execute();
    }
  },
);

test('an export is checked without the database, and shows each of these too', async () => {
  await using services = await openTestServices();
  const folder = await threeDays(services);
  const file = join(folder, 'ledger.jsonl');
  const heads = join(folder, 'heads.jsonl');
  expect((await admin(services, ['ledger', 'export', file])).status).toBe(0);
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const [opening = '', ...entries] = lines;
  const at = (number: number) => entries[number - 1] ?? '';
  const verify = async (written: readonly string[]) => {
    writeFileSync(file, `${written.join('\n')}\n`);
    return await admin(null, ['ledger', 'verify', '--export', file, '--heads', heads]);
  };

  expect(await verify(lines)).toMatchObject({ status: 0 });
  expect(readFileSync(file, 'utf8')).not.toMatch(/Lovelace|account-|ada@/);
  const found: Record<string, readonly string[]> = {
    'Entry 2 was edited': lines.map((line) => (line === at(2) ? line.replace('consent-given', 'objection') : line)),
    'Entry 3 is missing': lines.filter((line) => line !== at(3)),
    'Entry 4 stands in another place': [opening, at(1), at(2), at(3), at(5), at(4), at(6)],
    'Entry 6 and all after it are missing': lines.slice(0, -1),
    'Entry 3 rests on an entry that another one rests on': [opening, at(1), at(2), forkOf(at(2)), at(3)],
    'is no export of a ledger': entries,
  };
  for (const [says, written] of Object.entries(found)) {
    const { status, complained } = await verify(written);
    expect(complained).toContain(says);
    expect(status).toBe(1);
  }
  rmSync(folder, { recursive: true });

  /** Another entry behind the one before, every digest of its own in order. */
  function forkOf(line: string): string {
    const twin = JSON.parse(line) as Link;
    const entry = { ...(JSON.parse(twin.entry) as Entry), seq: 3, id: 'another' };
    return JSON.stringify(link(twin.previous, entry, () => twin.signature));
  }
});

test('whatever is done to a chain that somebody vouches for, verifying finds it', promise('ledger-chain'), async () => {
  const chain = chainOf(12);
  const witness: Witness = { seq: 12, digest: chain.at(-1)?.digest ?? '', kind: 'head', name: 'kept' };
  const place = fc.nat({ max: 11 });
  const wrong = fc.oneof(
    fc.record({ act: fc.constant('delete' as const), one: place, other: place }),
    fc.record({ act: fc.constant('swap' as const), one: place, other: place }),
    fc.record({ act: fc.constant('repeat' as const), one: place, other: place }),
    fc.record({ act: fc.constant('edit' as const), one: place, other: place }),
    fc.record({ act: fc.constant('cut' as const), one: place, other: place }),
    fc.record({ act: fc.constant('rehash' as const), one: place, other: place }),
  );

  expect(await verifyChain(chain, [witness])).toMatchObject({ entries: 12, finding: null });
  await fc.assert(
    fc.asyncProperty(wrong, async ({ act, one, other }) => {
      const altered = alter(chain, act, one, other);
      fc.pre(JSON.stringify(altered) !== JSON.stringify(chain));
      const { finding } = await verifyChain(altered, [witness]);
      expect(finding).not.toBeNull();
      // Nothing before the first wrong entry is blamed.
      const untouched = altered.findIndex((held, index) => JSON.stringify(held) !== JSON.stringify(chain[index]));
      const first = (untouched === -1 ? altered.length : untouched) + 1;
      if (act !== 'rehash' && act !== 'repeat') expect(finding?.seq).toBeGreaterThanOrEqual(Math.min(first, 12));
    }),
    { numRuns: 500 },
  );
});

test('a commitment fits what was committed to and nothing else, and only with its own opening', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), fc.jsonValue(), (one, other) => {
      const [content, another] = [whole(one), whole(other)];
      const salt = newSalt();
      const opening = openingOf(salt, 'entry-1', 'person');
      const commitment = commitmentTo(content, opening);
      expect(commitmentTo(content, opening)).toBe(commitment);
      expect(commitmentTo(content, openingOf(salt, 'entry-2', 'person'))).not.toBe(commitment);
      expect(commitmentTo(content, openingOf(newSalt(), 'entry-1', 'person'))).not.toBe(commitment);
      if (JSON.stringify(content) !== JSON.stringify(another)) {
        fc.pre(JSON.stringify(sorted(content)) !== JSON.stringify(sorted(another)));
        expect(commitmentTo(another, opening)).not.toBe(commitment);
      }
    }),
  );
});

test('what is recorded while the ledger is exported does not make the export look cut off', async () => {
  await using services = await openTestServices();
  await fill(services, 3);
  const lines: string[] = [];
  for await (const line of services.ledger.lines()) {
    if (lines.length === 1) await append(services, actOf('account-9'));
    lines.push(line);
  }

  expect(lines).toHaveLength(4);
});

function chainOf(length: number): Link[] {
  const links: Link[] = [];
  for (let seq = 1; seq <= length; seq += 1) {
    const { accountId: _, parts, ...act } = actOf('account-1');
    const entry: Entry = {
      ...{ ...act, seq, id: `entry-${seq}`, subject: 'somebody', refersTo: null },
      ...{ at: '2026-11-23T12:00:00.000Z', commitments: { account: 'ab'.repeat(32), receipt: 'cd'.repeat(32) } },
    };
    links.push(link(links.at(-1)?.digest ?? beginning, entry, () => ''));
  }
  return links;
}

function alter(chain: readonly Link[], act: string, one: number, other: number): Link[] {
  const altered = [...chain];
  const [a, b] = [chain[one], chain[other]];
  if (!a || !b) return altered;
  if (act === 'delete') altered.splice(one, 1);
  if (act === 'swap') [altered[one], altered[other]] = [b, a];
  if (act === 'repeat') altered.splice(other, 0, a);
  if (act === 'edit') altered[one] = { ...a, entry: a.entry.replace('consent-given', 'objection') };
  if (act === 'cut') altered.length = one;
  if (act === 'rehash') {
    for (let index = one; index < chain.length; index += 1) {
      const entry = JSON.parse(chain[index]?.entry ?? '') as Entry;
      altered[index] = link(altered[index - 1]?.digest ?? beginning, { ...entry, kind: 'objection' }, () => '');
    }
  }
  return altered;
}

/** The ledger records no fractions. */
function whole(value: unknown): Json {
  return JSON.parse(JSON.stringify(value), (_, one) => (typeof one === 'number' ? Math.trunc(one) % 1e9 : one)) as Json;
}

function sorted(value: Json): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => [name, sorted(member)]);
}
