/** Bytes of one file, and files of one form. */
export const largestFile = 10 * 1024 * 1024;
export const mostFiles = 5;

/** A file as it came with a form, and nothing about it checked but its size. */
export interface Upload {
  /** The name of the field. */
  readonly field: string;
  /** Whatever the sender calls it. */
  readonly name: string;
  /** Empty where it was too large. */
  readonly chunks: readonly Uint8Array[];
  readonly size: number;
  readonly isTooLarge: boolean;
}
