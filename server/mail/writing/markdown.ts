import rehypeStringify from 'rehype-stringify';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { dress } from './html.ts';

const processor = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype)
  .use(() => dress)
  .use(rehypeStringify)
  .freeze();

/** The tree of a mail's Markdown (mdast), and its HTML. */
export function markdownToHtml(text: string) {
  const markdown = processor.parse(text);
  return { markdown, html: processor.stringify(processor.runSync(markdown)) };
}
