// The bare floor of a durable form post: node:http and one INSERT, with the durability that we run with.
import { createServer } from 'node:http';
import SQLite from 'better-sqlite3';

const [file = '', port = ''] = process.argv.slice(2);
const database = new SQLite(file);
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');
database.exec('create table form (id integer primary key, body text not null) strict');
const insert = database.prepare('insert into form (body) values (?)');

createServer(async (request, response) => {
  if (request.method !== 'POST') return response.end();
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  insert.run(Buffer.concat(chunks).toString());
  return response.writeHead(303, { Location: '/' }).end();
}).listen(Number(port), 'localhost');

process.on('SIGTERM', () => process.exit(0));
