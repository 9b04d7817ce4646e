import { expect, test } from 'vitest';
import { showAddress } from '../../src/words/address.ts';

test.each([
  ['Ana@xn--mnchen-3ya.de', 'Ana@münchen.de'],
  ['ana@xn--r8jz45g.jp', 'ana@例え.jp'],
  ['ana@mail.xn--80akhbyknj4f.xn--p1ai', 'ana@mail.испытание.рф'],
  ['ana@xn--fsqu00a.xn--0zwm56d', 'ana@例子.测试'],
  ['ana@example.com', 'ana@example.com'],
  ['', ''],
])('the address %s is shown as its owner writes it', (kept, shown) => {
  expect(showAddress(kept)).toBe(shown);
});

test.each(['ana@xn--pypal-4ve.com', 'ana@xn--a.com'])(
  'the address %s is shown in ASCII, for it mixes scripts or is none',
  (kept) => expect(showAddress(kept)).toBe(kept),
);
