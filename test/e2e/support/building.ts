import { inspect } from 'node:util';
import { build } from 'astro';
import type { Answer, Order } from './builder.ts';

process.once('disconnect', () => process.exit());
process.on('message', async (order: Order) => process.send?.(await carryOut(order)));

async function carryOut({ site, out, settings }: Order): Promise<Answer> {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, settings);
  process.chdir(site);
  try {
    await build({ root: site, outDir: out });
    return null;
  } catch (error) {
    return inspect(error);
  }
}
