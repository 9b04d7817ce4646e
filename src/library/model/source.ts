import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import type { Json } from './files/canonical-json.ts';
import { splitFrontMatter } from './files/front-matter.ts';
import { contentsOf } from './files/yaml.ts';
import { faultWords } from './files/yaml-words.ts';

/** What stands above the text of a draft or a version. */
const frontMatterShape = z.strictObject({
  title: z.string().min(1),
  /** The line above the title. */
  section: z.string().min(1).optional(),
  /** Of a purpose: what receipts repeat of it. */
  consent: z
    .strictObject({
      data: z.array(z.string().min(1)).min(1),
      /** Who says yes: a person for themselves, or somebody for their business, as an instruction to its processor. */
      givenBy: z.enum(['person', 'business']).optional(),
      /** Whom the data is handed to; nobody where it is empty. */
      recipients: z.array(z.string().min(1)),
      keep: z.string().min(1),
    })
    .optional(),
});

export type FrontMatter = z.infer<typeof frontMatterShape>;

interface Source {
  readonly frontMatter: FrontMatter;
  /** The text, with an empty line for each line of front matter, so that line numbers are those of the file. */
  readonly body: string;
}

type SourceProblem = { readonly line: number; readonly problem: string; readonly remedy: string };

/** `body`, as far as it can be told, also where what stands above it cannot be read. */
export function readSource(text: string): { source: Source } | { problems: SourceProblem[]; body: string } {
  const split = splitFrontMatter(text);
  if (!split) {
    const remedy = 'Start the file with three dashes, a line `title: …` and three dashes.';
    const begun = /^---\n(?:.+\n)*/.exec(text)?.[0] ?? '';
    return {
      problems: [{ line: 1, problem: 'The front matter is missing.', remedy }],
      body: '\n'.repeat(begun.split('\n').length - 1) + text.slice(begun.length),
    };
  }

  const body = '\n'.repeat(split.block.split('\n').length - 1) + split.body;
  const counter = new LineCounter();
  const document = parseDocument(split.yaml, { lineCounter: counter });
  if (document.errors.length > 0) {
    return {
      problems: document.errors.map((error) => ({
        ...faultWords(error),
        line: counter.linePos(error.pos[0]).line + 1,
      })),
      body,
    };
  }
  const value = contentsOf(document);
  const parsed = frontMatterShape.safeParse(value ?? {});
  if (parsed.success) return { source: { frontMatter: parsed.data, body } };
  const known = Object.keys(frontMatterShape.shape).join(', ');
  return {
    problems: parsed.error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({
            line: lineOf(text, key),
            problem: `The front matter has an unknown entry "${key}".`,
            remedy: `Remove it; what can stand there: ${known}.`,
          }))
        : [
            {
              line: lineOf(text, String(issue.path[0] ?? '')),
              problem: `The front matter's ${issue.path.join('.')} is missing or not text.`,
              remedy: `Write \`${issue.path.join('.')}: …\` between the dashes.`,
            },
          ],
    ),
    body,
  };
}

/** Of a text that the check let through; throws, with what is wrong, where it did not. */
export function readableSource(text: string): Source {
  const read = readSource(text);
  if ('problems' in read) throw new Error(read.problems.map(({ problem }) => problem).join(' '));
  return read.source;
}

/** What receipts repeat of a purpose; nothing in any other text. */
export function consentIn(text: string): Readonly<Record<string, Json>> {
  const read = readSource(text);
  const consent = 'source' in read ? read.source.frontMatter.consent : null;
  return consent ? (JSON.parse(JSON.stringify(consent)) as Record<string, Json>) : {};
}

/** Of an entry above the text. */
export function lineOf(text: string, key: string): number {
  const index = text.split('\n').findIndex((line) => line.startsWith(`${key}:`));
  return index === -1 ? 1 : index + 1;
}
