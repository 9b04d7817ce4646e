import type { RehypePlugin, RemarkPlugin } from '@astrojs/markdown-remark';

// The trees that the pipeline's plugins see.
type TreeOf<Plugin extends RemarkPlugin | RehypePlugin> = Parameters<
  Extract<ReturnType<Plugin>, (tree: never, ...rest: never) => unknown>
>[0];
export type Markdown = TreeOf<RemarkPlugin>;
export type Html = TreeOf<RehypePlugin>;
export type Nodes = Markdown | Markdown['children'][number];
export type Heading = Extract<Nodes, { type: 'heading' }>;
export type Component = Extract<Nodes, { type: 'mdxJsxFlowElement' | 'mdxJsxTextElement' }>;
export type Element = Extract<Html['children'][number], { type: 'element' }>;
