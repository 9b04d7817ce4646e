import { building } from './building.ts';
import { compare } from './compare.ts';
import { desk } from './desk.ts';
import { firstVisit } from './first-visit.ts';
import { formPost } from './form-post.ts';
import { notices, noticesOnPostgresql } from './notices.ts';
import { type Bench, tableOf } from './report.ts';
import { staticPages } from './static.ts';

const benches: readonly Bench[] = [
  firstVisit,
  staticPages,
  formPost,
  compare,
  desk,
  building,
  notices,
  noticesOnPostgresql,
];

const wanted = process.argv.slice(2);
for (const { name, run } of benches.filter((bench) => wanted.length === 0 || wanted.includes(bench.name))) {
  console.log(`\n${name}`);
  console.log(tableOf(await run()));
}
