import { createServer } from 'node:http';
import { systemClock } from '../server/clock.ts';
import { readConfig } from '../server/config.ts';
import { claim } from '../server/notices/campaigns/batches.ts';
import { announce } from '../server/notices/campaigns/campaigns.ts';
import { send } from '../server/notices/campaigns/delivery.ts';
import { openServices } from '../server/services.ts';

/** Tells everybody of the newest version, as a server does, and says what it took. */
const [manifest = '', port = ''] = process.argv.slice(2);
await using services = await openServices(readConfig(process.env), systemClock, { content: 'content', manifest });
const { ctx } = services;
// What a page costs that asks the database something: the visitors of the same server.
const pages = createServer(async (_, response) => {
  response.end(JSON.stringify(await ctx.db.selectFrom('campaign').select('id').executeTakeFirst()));
}).listen(Number(port), '127.0.0.1');
const idle = process.memoryUsage().rss;
let memory = idle;
const sampling = setInterval(() => (memory = Math.max(memory, process.memoryUsage().rss)), 100);
const cpu = process.cpuUsage();
const began = performance.now();
await announce(ctx);
const enumerated = performance.now();
const first = await timeOfFinding();
await send(ctx);
const ended = performance.now();
clearInterval(sampling);
pages.close();
pages.closeAllConnections();
console.log(
  JSON.stringify({
    seconds: (ended - began) / 1000,
    processor: (process.cpuUsage(cpu).user + process.cpuUsage(cpu).system) / 1e6,
    enumeration: (enumerated - began) / 1000,
    idle: idle / 2 ** 20,
    memory: memory / 2 ** 20,
    first,
    last: await timeOfFinding(),
  }),
);

/** Milliseconds, the median of some; what it finds is given back. */
async function timeOfFinding(): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 21; round += 1) {
    const from = performance.now();
    await ctx.db
      .transaction()
      .execute(async (db) => {
        await claim({ ...ctx, db }, 'bench', 1, false);
        times.push(performance.now() - from);
        throw new Error('given back');
      })
      .catch(() => undefined);
  }
  return times.toSorted((one, other) => one - other)[10] ?? 0;
}
