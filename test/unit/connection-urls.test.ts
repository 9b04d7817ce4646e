import { expect, test } from 'vitest';
import { connectionProblem } from '../../server/connection-urls.ts';

const smtp = { schemes: ['smtp://', 'smtps://'] };
const postgres = { schemes: ['postgres://', 'postgresql://'], database: true };
const https = { schemes: ['https://', 'http://'], credentials: false };

test.each([
  ['smtp://127.0.0.1:2525', smtp],
  ['smtps://mail.example.com', smtp],
  ['smtps://robot:12%233@mail.example.com:465/', smtp],
  ['smtps://robot%40example.com:a%2Fb@mail.example.com', smtp],
  ['smtp://[::1]:25', smtp],
  ['postgres://app:a%40b@db.example.com/whitrack', postgres],
  ['postgresql://app@db:5432/whitrack?sslmode=require', postgres],
  ['postgres:///whitrack?host=/var/run/postgresql', postgres],
  ['postgres://app:secret@/whitrack?host=/tmp/pg@1', postgres],
  ['https://api.resend.com', https],
  ['http://localhost:3000/', https],
] as const)('%s can be connected to', (url, allowed) => {
  expect(connectionProblem('X', url, allowed)).toBeNull();
});

test.each([
  ['mail.example.com', smtp, /must begin with smtp:\/\/ or smtps:\/\//],
  ['http://mail.example.com', smtp, /must begin/],
  ['smtps://robot:12#3@mail.example.com', smtp, /percent-encode/],
  ['smtps://robot:12/3@mail.example.com', smtp, /percent-encode/],
  ['smtps://robot:12?3@mail.example.com', smtp, /percent-encode/],
  ['smtps://robot:12@3@mail.example.com', smtp, /percent-encode/],
  ['smtps://robot:12%3@mail.example.com', smtp, /percent-encode/],
  ['smtps://robot:12%@mail.example.com', smtp, /percent-encode/],
  ['smtps://robot:%ff@mail.example.com', smtp, /percent-encode/],
  ['smtps://robot:1 2@mail.example.com', smtp, /space/],
  ['smtps://mail.example.com\n', smtp, /space/],
  ['smtps://', smtp, /names no host/],
  ['smtps://:465', smtp, /names no host/],
  ['smtps://robot:secret@', smtp, /names no host/],
  ['smtps://robot:secret@:465', smtp, /names no host/],
  ['smtps://robot:12:mail.example.com', smtp, /names no host/],
  ['smtps://b\u00fccher.example', smtp, /names no host/],
  ['smtps://mail.example.com:70000', smtp, /port/],
  ['smtps://mail.example.com/inbox', smtp, /must end behind the host/],
  ['smtps://mail.example.com?tls=1', smtp, /must end behind the host/],
  ['smtps://mail.example.com#x', smtp, /must end behind the host/],
  ['postgres://app:a#b@db/whitrack', postgres, /percent-encode/],
  ['postgres://app:a/b@db/whitrack', postgres, /percent-encode/],
  ['postgres://app:a?b@db/whitrack', postgres, /percent-encode/],
  ['postgres:///whitrack', postgres, /names no host/],
  ['postgres://db.example.com', postgres, /name of one database/],
  ['postgres://db.example.com/', postgres, /name of one database/],
  ['postgres://db.example.com/a/b', postgres, /name of one database/],
  ['postgres://db.example.com/a#b', postgres, /name of one database/],
  ['https://api.example.com/v1', https, /must end behind the host/],
  ['https://key:secret@api.example.com', https, /takes no name and no password/],
] as const)('%j is refused in words that do not repeat it', (url, allowed, words) => {
  const problem = connectionProblem('SETTING', url, allowed);
  expect(problem).toMatch(words);
  expect(problem).toMatch(/^SETTING /);
  expect(problem).not.toMatch(/robot|secret|12|bücher/);
});
