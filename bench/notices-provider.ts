import { createServer } from 'node:http';

/** As fast as it can be: takes every batch, and counts its mails. Ours is to be measured, and not this. */
const answer = JSON.stringify({ data: Array.from({ length: 100 }, (_, at) => ({ id: `mail-${at}` })), errors: [] });
const mark = Buffer.from('"X-Entity-Ref-ID"');
/** Requests a second: as much as a large customer of a provider is allowed. */
const limit = 500;
const headers = {
  'content-type': 'application/json',
  'ratelimit-limit': String(limit),
  'ratelimit-remaining': String(limit - 1),
  'ratelimit-reset': '1',
};
let mails = 0;
/** Of each second, by its number. */
const requests = new Map<number, number>();

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    return void response.end(JSON.stringify({ mails, limit, most: Math.max(0, ...requests.values()) }));
  }
  const second = Math.floor(performance.now() / 1_000);
  requests.set(second, (requests.get(second) ?? 0) + 1);
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const body = Buffer.concat(parts);
    for (let at = body.indexOf(mark); at >= 0; at = body.indexOf(mark, at + mark.length)) mails += 1;
    response.writeHead(200, headers).end(answer);
  });
});
server.listen(Number(process.argv[2]), '127.0.0.1');
