/** What stands between two lines of three dashes at a file's beginning. */
interface FrontMatterBlock {
  readonly yaml: string;
  /** The block whole, its dashes among it. */
  readonly block: string;
  /** What follows it. */
  readonly body: string;
}

/** Null where a text, as we write them, does not begin with one. */
export function splitFrontMatter(text: string): FrontMatterBlock | null {
  const [block, yaml = ''] = /^---\n([\s\S]*?\n)?---\n/.exec(text) ?? [];
  return block === undefined ? null : { yaml, block, body: text.slice(block.length) };
}
