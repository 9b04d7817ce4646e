/** What legal holds keep from being erased: by keyed digests of addresses, and by the ids of what rows are about. */
export interface Covered {
  readonly addressIndexes: readonly string[];
  readonly about: readonly string[];
}
