/** The words of a language by which people are bound, times are counted and numbers are written. */
export interface Obligations {
  /** Each counts with the word that follows it: "may not", "thirty days". */
  readonly terms: RegExp;
  /** Each counts by itself. */
  readonly joints: RegExp;
  /** Articles and forms that agree with another word: whoever corrects a slip drops, adds or exchanges them. */
  readonly slips: RegExp;
  /** Of one word in another form. */
  readonly endings: RegExp;
}
