import { expect, test } from 'vitest';
import { sentencesOf } from '../../src/library/promises/sentences.ts';
import { parse } from '../../src/library/text/markdown.ts';

test.each([
  ['a stroke', 'We ~~never~~ sell.', ['We ~~never~~ sell.']],
  ['a footnote', 'We sell nothing.[^1] We pay.\n\n[^1]: But A.', ['We sell nothing.[^1]', 'We pay.', 'But A.']],
  ['a tick', '- [x] I agree.\n- [ ] I pay.', ['[x] I agree.', '[ ] I pay.']],
  ['a number that counts nothing', 'It ends on\n\n5. Juni 2027.', ['It ends on', '5. Juni 2027.']],
  ['numbers that count points', '1. We pay.\n2. You pay.', ['We pay.', 'You pay.']],
  ['columns', '| A | B | C |\n|---|---|---|\n| n | | yes |', ['n | | yes']],
  ['where a word may break', 'We ke\u00adep it.', ['We keep it.']],
  ['links and emphasis, which break no quote', 'See *our* [terms](/terms/).', ['See our terms.']],
])('a sentence that is quoted knows %s', (_, body, sentences) => {
  expect(sentencesOf(parse(body), 'en').map(({ text }) => text)).toEqual(sentences);
});
