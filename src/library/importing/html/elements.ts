import type { Element } from '../../text/tree.ts';

export type Child = Element['children'][number];

const blocks =
  /^(p|div|section|article|aside|main|h[1-6]|ul|ol|li|dl|dt|dd|table|thead|tbody|tfoot|tr|td|th|caption|blockquote|details|summary|header|footer|center|hr|pre|address|figure|figcaption|fieldset|legend|form|body|html|foot-note)$/;

export function isBlock(name: string): boolean {
  return blocks.test(name);
}
