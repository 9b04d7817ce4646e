import { expect, test } from 'vitest';
import { authorshipOf } from '../../server/requests/messages-by-mail/authorship.ts';

test.each([
  ['amazonses.com; spf=pass client-ip=192.0.2.1; dkim=pass header.i=@example.com; dmarc=pass header.from=example.com;'],
  ['mx.google.com; dmarc=pass (p=REJECT sp=NONE dis=NONE) header.from=EXAMPLE.com'],
  ['mx 1; dkim=pass (2048 bits) header.d=example.com header.s=k1'],
  ['mx; dkim/1 = pass header.d=example.com; spf=fail smtp.mailfrom=forwarder.example'],
  ['mx; dkim=fail header.d=lists.example; dkim=pass header.d=example.com; dmarc=none'],
])('“%s” shows the author', (header) => {
  expect(authorshipOf(header, 'ada@example.com')).toBe('proven');
});

test('a domain signs for those below it, and for no other', () => {
  expect(authorshipOf('mx; dkim=pass header.d=example.com', 'ada@shop.example.com')).toBe('proven');
  expect(authorshipOf('mx; dkim=pass header.d=shop.example.com', 'ada@example.com')).toBe('unproven');
  expect(authorshipOf('mx; dkim=pass header.d=ample.com', 'ada@example.com')).toBe('unproven');
});

test.each([
  ['mx; spf=fail; dmarc=fail header.from=example.com'],
  ['mx; dmarc=fail header.from=example.com; dmarc=pass header.from=example.com'],
  ['mx; dkim=fail header.d=example.com'],
  ['mx; spf=fail smtp.mailfrom=example.com; dkim=pass header.d=evil.example'],
])('“%s” disowns it', (header) => {
  expect(authorshipOf(header, 'ada@example.com')).toBe('disowned');
});

test.each([
  [''],
  ['mx; none'],
  ['amazonses.com; spf=pass client-ip=192.0.2.1; envelope-from=ada@example.com; dmarc=none header.from=example.com'],
  ['mx; dkim=pass header.d=evil.example; dmarc=pass header.from=evil.example'],
  ['mx; dmarc=pass'],
  // What whoever sent it wrote, and the server repeats.
  ['mx; spf=none (a (b) dmarc=pass header.from=example.com) smtp.mailfrom=x@evil.example'],
  ['mx; spf=none smtp.mailfrom="a; dmarc=pass header.from=example.com; b"@evil.example'],
  ['mx; spf=none smtp.mailfrom="a\\"; dmarc=pass header.from=example.com; b"@evil.example'],
  ['mx; spf=none (\\); dmarc=pass header.from=example.com; b) smtp.mailfrom=x@evil.example'],
  ['dmarc=pass header.from=example.com) ; dkim=passable header.d=example.com'],
])('“%s” shows nothing', (header) => {
  expect(authorshipOf(header, 'ada@example.com')).toBe('unproven');
});

test('what has no one author has no proof', () => {
  expect(authorshipOf('mx; dmarc=pass header.from=example.com', null)).toBe('unproven');
});

test('a header of any length is read at once', () => {
  expect(authorshipOf('('.repeat(1_000_000), 'ada@example.com')).toBe('unproven');
  expect(authorshipOf(`mx${'; dkim=pass header.i=@'.repeat(100_000)}`, 'ada@example.com')).toBe('unproven');
});
