import { chmod, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Load, load, loader } from './load.ts';
import type { Bench, Row } from './report.ts';
import { startNginx, startOurs, startSirv, type Target } from './servers.ts';

const path = '/privacy/';
const rounds = 3;

/** Our static page beside nginx's and sirv's: the same bytes, the same headers, one process each, in turns. */
export const staticPages: Bench = {
  name: 'static',
  async run() {
    await using opened = new AsyncDisposableStack();
    const directory = await mkdtemp(join(tmpdir(), 'bench-'));
    opened.defer(() => rm(directory, { recursive: true, force: true }));
    // nginx, started by root, reads as nobody.
    await chmod(directory, 0o755);

    const site = join(directory, 'site');
    await cp('dist/client', site, { recursive: true });
    const page = join(site, path, 'index.html');
    await writeFile(`${page}.gz`, gzipSync(await readFile(page), { level: 9 }));

    const ours = opened.use(await startOurs(directory));
    const headers = await headersOf(ours);
    const nginx = opened.use(await startNginx(directory, site, headers));
    const sirv = opened.use(await startSirv(site, headers));
    const targets = [ours, ...(nginx ? [nginx] : []), sirv];
    await assertEqualWork(targets);
    const isQuiet = (loadavg()[0] ?? 0) < availableParallelism() / 2;
    return rowsFor(await measure(targets), isQuiet);
  },
};

/** A ratio means something only between servers that send the same. */
async function assertEqualWork(targets: readonly Target[]): Promise<void> {
  const sent = await Promise.all(
    targets.map(async ({ name, port }) => {
      const response = await fetch(`http://localhost:${port}${path}`, { headers: { 'Accept-Encoding': 'gzip' } });
      await response.arrayBuffer();
      const { headers, status } = response;
      return { name, facts: [status, headers.get('content-encoding'), headers.get('content-length')].join(' ') };
    }),
  );
  const odd = sent.find(({ facts }) => facts !== sent[0]?.facts);
  if (odd) throw new Error(`${odd.name} sends ${odd.facts}, where our server sends ${sent[0]?.facts}`);
}

/** In turns, so that whatever else the machine does hits all alike. The median round counts. */
async function measure(targets: readonly Target[]): Promise<Map<string, Load>> {
  const loads = new Map<string, Load[]>(targets.map(({ name }) => [name, []]));
  for (const target of targets) await load(target.port, path, 1);
  for (let round = 0; round < rounds; round += 1) {
    for (const target of targets) loads.get(target.name)?.push(await load(target.port, path, 2));
  }
  return new Map([...loads].map(([name, all]) => [name, median(all)]));
}

function median(loads: readonly Load[]): Load {
  const sorted = loads.toSorted((a, b) => a.perSecond - b.perSecond);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (!middle) throw new Error('Nothing was measured');
  return middle;
}

function rowsFor(loads: ReadonlyMap<string, Load>, isQuiet: boolean): Row[] {
  const ours = loads.get('ours');
  if (!ours) throw new Error('Our own server was not measured');
  const nginx = loads.get('nginx');
  const sirv = loads.get('sirv');

  const ratioRow = (what: string, ratio: number, budget: number): Row => ({
    what,
    value: '',
    ratio: ratio.toFixed(2),
    budget: `at least ${budget}`,
    ...(isQuiet && { isMet: ratio >= budget }),
  });

  return [
    ...(isQuiet ? [] : [{ what: 'not judged', value: 'other programs keep this machine busy' }]),
    ...[...loads].map(([name, { perSecond, p99 }]) => ({
      what: `${path} from ${name}, by ${loader}`,
      value: `${Math.round(perSecond).toLocaleString('en')}/s, p99 ${p99.toFixed(1)} ms`,
    })),
    ...(nginx
      ? [ratioRow('ours to nginx', ours.perSecond / nginx.perSecond, 0.5)]
      : [{ what: 'nginx', value: 'not installed' }]),
    ...(sirv
      ? [
          ratioRow('ours to sirv', ours.perSecond / sirv.perSecond, 1),
          ratioRow('p99, sirv to ours', sirv.p99 / ours.p99, 1),
        ]
      : []),
  ];
}

/** What we send with the page, for the others to send too. */
async function headersOf({ port }: Target): Promise<Record<string, string>> {
  const response = await fetch(`http://localhost:${port}${path}`);
  const own = /^(connection|content-|date|etag|keep-alive|transfer-|vary|x-request-id)/;
  return Object.fromEntries([
    ...[...response.headers].filter(([name]) => !own.test(name) || name === 'content-security-policy'),
    ['x-request-id', '00000000-0000-0000-0000-000000000000'],
  ]);
}
