import type { PublishedLine } from '../model/chain/line.ts';
import { sha256 } from '../model/digest.ts';
import { readSource } from '../model/source.ts';
import { createPipeline } from './markdown.ts';
import type { Render, Rendered } from './render.ts';
import { textOf } from './text.ts';

/** How the digest of a text is made of its source. A line that names none was made by the first. */
const derivation = 2;

/** What a line says of the text that it publishes. */
export function digestsOf(source: string, { textSha256 }: Rendered) {
  return { derivation, sourceSha256: sha256(source), textSha256 } as const;
}

/** The digest of a text by the derivation of its line, which the line says as long as the text is the same. */
export async function createDigester(render: Render) {
  const pipeline = createPipeline({ isFirst: true });

  return async function digest(source: string, line: Pick<PublishedLine, 'derivation'>): Promise<string> {
    return line.derivation === derivation ? (await render(source)).textSha256 : first(source);
  };

  /** Words alone, without numbers, strokes, ticks, columns and targets. */
  function first(source: string): string {
    const read = readSource(source);
    if ('problems' in read) throw new Error(read.problems.map(({ problem }) => problem).join(' '));
    const { title, section } = read.source.frontMatter;
    const { lines } = textOf(pipeline.parse(read.source.body));
    return sha256([...(section ? [section] : []), title, ...lines].join('\n'));
  }
}
