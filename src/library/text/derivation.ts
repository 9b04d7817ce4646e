import type { PublishedLine } from '../model/chain/line.ts';
import { sha256 } from '../model/digest.ts';
import { readableSource } from '../model/source.ts';
import { parseAsFirst } from './markdown.ts';
import { type Rendered, render } from './render.ts';
import { linesOf } from './text.ts';

/** How the digest of a text is made of its source. A line that names none was made by the first. */
const derivation = 2;

/** What a line says of the text that it publishes. */
export function digestsOf(source: string, { textSha256 }: Rendered) {
  return { derivation, sourceSha256: sha256(source), textSha256 } as const;
}

/** The digest of a text by the derivation of its line, which the line says as long as the text is the same. */
export function textDigest(source: string, line: Pick<PublishedLine, 'derivation'>): string {
  return line.derivation === derivation ? render(source).textSha256 : firstDigest(source);
}

/** Words alone, without numbers, strokes, ticks, columns and targets. */
function firstDigest(source: string): string {
  const { frontMatter, body } = readableSource(source);
  const { title, section } = frontMatter;
  return sha256([...(section ? [section] : []), title, ...linesOf(parseAsFirst(body))].join('\n'));
}
