/** The words of a language by which people are bound, times are counted and numbers are written. */
export interface Obligations {
  /** Each counts with the word that follows it: "may not", "thirty days". */
  readonly terms: RegExp;
  /** Each counts by itself. */
  readonly joints: RegExp;
  /**
   * Articles first, and forms that agree with another word: whoever corrects a slip drops or adds an article, or
   * exchanges one word for another of its group.
   */
  readonly slips: readonly RegExp[];
  /** Of one word in another form. */
  readonly endings: RegExp;
  /** Whether the word before asks for this form of a word and not for the one that was: "it answers", "these copies". */
  readonly agrees: (before: string, was: string, is: string) => boolean;
  /** Words of which the article says how many are meant: "few", "a few". */
  readonly counted: RegExp;
  /** Words that say something else when they are joined with the next: "in secure", "insecure". */
  readonly prefixes: RegExp;
  /** Words that say something else than the same in small letters: "US", "us". */
  readonly capitals: RegExp;
  /** Whether a word that begins with a capital inside a sentence is a name, or a term that the text explains. */
  readonly namesAreCapital: boolean;
  /** Whether the first of two words is a right word, of which a slip of the hand makes other right words. */
  readonly isLookalike: (was: string, is: string) => boolean;
}
