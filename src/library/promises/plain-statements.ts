import { normal } from '../text/text.ts';

/** Where the sentences of a document stand that promise nothing, each on a line of its own. */
export function plainFile(document: string): string {
  return `promises/plain/${document}.txt`;
}

/** A line is a sentence as it is read, without markup. What nobody says, as a note after "#", classes nothing. */
export function linesOf(file: string): string[] {
  return file.split('\n').map(normal).filter(Boolean);
}
