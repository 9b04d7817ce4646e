import { expect, test } from 'vitest';
import { normalise, readAddress, readMailbox, writeMailbox } from '../../server/fields/address.ts';
import { plainCode, plainDay } from '../../server/fields/code.ts';
import { cut, isLine, isMessage, isText, legible, legibleLine } from '../../server/fields/text.ts';

test.each([
  ['ada@example.com', 'ada@example.com'],
  ['\u00a0\u202aada@example.com\u200b\ufeff ', 'ada@example.com'],
  [' ada+privacy@mail.example.co.uk ', 'ada+privacy@mail.example.co.uk'],
  ["o'neil@example.com", "o'neil@example.com"],
  ['çé@exämple.de', 'çé@xn--exmple-cua.de'],
  ['ce\u0301@example.de', 'cé@example.de'],
  ['ada@bücher.example', 'ada@xn--bcher-kva.example'],
  ['ada@BÜCHER。example', 'ada@xn--bcher-kva.example'],
  ['ada@xn--bcher-kva.example', 'ada@xn--bcher-kva.example'],
  ['ada\uff20example.com', 'ada@example.com'],
  ['ada\ufe6bｅｘａｍｐｌｅ．ｃｏｍ', 'ada@example.com'],
  ['ada@example.com.', 'ada@example.com'],
  ['ada@example.com\u3002', 'ada@example.com'],
  ['mailto:ada@example.com', 'ada@example.com'],
  ['MailTo:ada@example.com', 'ada@example.com'],
  ['<ada@example.com>', 'ada@example.com'],
  ['Ada Lovelace <ada@example.com>', 'ada@example.com'],
  ['"Ada" <mailto:ada@example.com>', 'ada@example.com'],
])('%s reads as the address %s', (written, address) => {
  expect(readAddress(written)).toBe(address);
});

test.each([
  'ada',
  'ada@example',
  '@example.com',
  'ada@',
  'a@b.c\r\nBcc: x@y.z',
  'a b@example.com',
  'Ada <ada@example.com>, Bob <bob@example.com>',
  'bob@example.com <ada@example.com>',
  'bob\uff20example.com <ada@example.com>',
  'Ada <ada@example.com> and more',
  'Ada <<ada@example.com>>',
  'Ada: <ada@example.com>;',
  'mailto:',
  'mailto:mailto:ada@example.com',
  'mailto:ada@example.com?subject=x',
  `${'a'.repeat(65)}@example.com`,
  `${'é'.repeat(33)}@example.com`,
  `ada@${'bücher.'.repeat(30)}example`,
  'a@b..example',
  'a@.b.example',
  'a@b.example..',
  'a@.',
  'a@-b.example',
  'a@b-.example',
  'a@b_c.example',
  `a@${'b'.repeat(64)}.example`,
  'a@x/evil',
  'a@x.example/evil.example',
  'a@x.example#evil.example',
  'a@x.example:25',
  'a@x%2eexample.com',
  'a@x\uff0fevil.example',
  'a@[192.0.2.1]',
  'a@192.0.2.1',
  'a@0x7f.1',
  'a@exa\u00admple.com',
  'a@exa\u200bmple.com',
  '"ada"@example.com',
  '"a@b.example"@example.com',
  'ada@good.example(x)evil.example',
  'ada(x)@example.com',
  'ada@example.com,eve@example.com',
  'ada@example.com;eve@example.com',
  'ada@example.com eve@example.com',
  'a@b@example.com',
  'mar\u212aa@example.com',
  'ａda@example.com',
  'a\u202eda@example.com',
  'a\u2060da@example.com',
])('%j is no address', (written) => {
  expect(readAddress(written)).toBeNull();
});

test('an address is compared in whatever spelling, and the Kelvin sign is no k', () => {
  expect(normalise('Ada@BÜCHER.example')).toBe(normalise('ada@xn--bcher-kva.example'));
  expect(normalise('CÉ@example.de')).toBe(normalise('ce\u0301@example.de'));
  expect(normalise('mar\u212aa@example.com')).not.toBe(normalise('marka@example.com'));
  expect(normalise('a@x/evil')).not.toBe(normalise('a@x'));
});

test.each([
  ['legal@bücher.example', 'legal@xn--bcher-kva.example'],
  ['Bücher <legal@bücher.example>', '"Bücher" <legal@xn--bcher-kva.example>'],
  ['"Whitrack, Legal" <legal@example.com>', '"Whitrack, Legal" <legal@example.com>'],
  ['"a \\"b\\" \\\\" <legal@example.com>', '"a \\"b\\" \\\\" <legal@example.com>'],
  ['<legal@example.com>', 'legal@example.com'],
])('%s is a sender, written %s', (written, again) => {
  const mailbox = readMailbox(written);
  expect(mailbox && writeMailbox(mailbox)).toBe(again);
  expect(readMailbox(again)).toEqual(mailbox);
});

test.each([
  'Whitrack, Legal <legal@example.com>',
  'a@example.com, b@example.com',
  'a@example.com <b@example.com>',
  'Legal <legal@example.com> and more',
  'Legal (us) <legal@example.com>',
  'Legal <legal@localhost>',
  'Le\u0000gal <legal@example.com>',
  '"Legal <legal@example.com>',
  '',
])('%j is no sender', (written) => {
  expect(readMailbox(written)).toBeNull();
});

test.each(['Ada Lovelace', 'Zoë', 'عمر', 'می‌خواهم', 'नमस्ते', '👩‍🚀 ❤️', 'S. O’Neil (Ltd.) & Co'])(
  '%s is a line',
  (value) => {
    expect(isLine(value)).toBe(true);
    expect(isText(`${value}\r\n\t${value}\n`)).toBe(true);
    expect(isMessage(`${value}\r\n\t${value}\n`)).toBe(true);
  },
);

test.each([
  ['a line break', 'a\nb', true],
  ['a carriage return alone', 'a\rb', false],
  ['an escape', 'a\u001b[2Jb', false],
  ['an override', 'a\u202eb', false],
  ['an isolate, as phones put around a number', 'a\u2066b', true],
  ['a mark of direction', 'a\u200fb', true],
  ['a space of no width', 'a\u200bb', true],
  ['a byte order mark', 'a\ufeffb', true],
  ['a soft hyphen', 'a\u00adb', true],
  ['nothing but marks of direction', '\u200f\u200f', false],
  ['a tag', 'a\u{e0041}b', false],
  ['a filler', 'a\u3164b', false],
  ['a line separator', 'a\u2028b', false],
  ['half a character', 'a\ud800', false],
  ['nothing but a joiner', '\u200d', false],
  ['nothing but an empty pattern of Braille', '\u2800', false],
])('%s is no line', (_, value, text) => {
  expect(isLine(value)).toBe(false);
  expect(isText(value)).toBe(text && value.includes('\n'));
  expect(isMessage(value)).toBe(text);
});

test('what came as it came is made legible: what turns is marked, what is unseen left out', () => {
  expect(legible('a\r\nb\rc\u2028d\te\u202ef\u200bg\u001bh\ud800\n')).toBe('a\nb\nc\nd\te\ufffdf\u200bg\ufffdh\ufffd');
  expect(legible('\u200fأ\u200f (1) \u2068x\u2069')).toBe('\u200fأ\u200f (1) \u2068x\u2069');
  expect(legibleLine('Ada\u200f \u202ex', 200)).toBe('Ada \ufffdx');
  expect(legible('می‌خواهم 👩‍🚀')).toBe('می‌خواهم 👩‍🚀');
  expect(legibleLine('Ada\r\n\tLovelace\u0000', 200)).toBe('Ada Lovelace');
});

test('a name is cut between characters', () => {
  expect(cut('abc', 5)).toBe('abc');
  expect(cut('abc', 3)).toBe('abc');
  expect(cut('abc', 2)).toBe('ab');
  expect(cut('a😀b', 2)).toBe('a');
  expect(cut('a👩‍🚀b', 4)).toBe('a');
  expect(cut('ae\u0301', 2)).toBe('a');
});

test('a code is read in the digits of any script, with spaces and dashes', () => {
  expect(plainCode('１２３ ４５６')).toBe('123456');
  expect(plainCode('\u00a0١٢٣\u00a0٤٥٦\u00a0')).toBe('123456');
  expect(plainCode('۷۸۹ ०९')).toBe('78909');
  expect(plainCode(' abcd–efgh\u200b')).toBe('ABCDEFGH');
  expect(plainCode('1'.repeat(101))).toBe('');
});

test('a day is read in the digits of any script, with whatever stands for a hyphen', () => {
  expect(plainDay('2026-11-20')).toBe('2026-11-20');
  expect(plainDay('２０２６－１１－２０')).toBe('2026-11-20');
  expect(plainDay('\u00a0٢٠٢٦\u2011١١\u2212٢٠ ')).toBe('2026-11-20');
  expect(plainDay('1'.repeat(101))).toBe('');
});
