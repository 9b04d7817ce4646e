// Scripts, each for a class of signs in a pattern.

/** Words are not set apart, and a space without width says where a line may break (UAX 14, class SA). */
export const southEastAsian = '\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}';

/** Those that leave no space between words. */
export const unspaced = `\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}ー${southEastAsian}`;
