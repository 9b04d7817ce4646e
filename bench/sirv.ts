import { createServer } from 'node:http';
import sirv from 'sirv';

const [site = '', port = '', headers = '{}'] = process.argv.slice(2);
const extra = Object.entries(JSON.parse(headers) as Record<string, string>);

const serve = sirv(site, {
  etag: true,
  gzip: true,
  setHeaders: (response) => {
    for (const [name, value] of extra) response.setHeader(name, value);
  },
});
createServer((request, response) => serve(request, response)).listen(Number(port));
