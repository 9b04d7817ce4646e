/** Emphasis, a stroke, a link, a footnote's mark on part of a cell's text. */
export interface Mark {
  readonly from: number;
  readonly to: number;
  readonly tag: 'em' | 'strong' | 'code' | 's' | 'a' | 'sup' | 'img';
  /** Where a link leads, or an image is. */
  readonly href?: string;
}
