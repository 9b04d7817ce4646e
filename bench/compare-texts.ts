import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Edit {
  readonly before: string;
  readonly after: string;
}

const size = 15_000;
/** Between them lies a company's amendment of two of its policies. */
const days = { before: '2025-09-10', after: '2025-11-01' };

/** A company's policies on two days, one after another in one document; null where the bundle is missing. */
export async function realEdit(bundle: string): Promise<Edit | null> {
  if (!existsSync(bundle)) return null;
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    const git = async (...words: string[]) =>
      (await promisify(execFile)('git', ['-C', folder, ...words], { maxBuffer: 1e8 })).stdout;
    await git('clone', '--quiet', '--bare', bundle, '.');
    const at = async (day: string) => {
      const commit = (await git('rev-list', '-1', `--before=${day}T00:00:00Z`, '--all')).trim();
      const files = (await git('ls-tree', '-r', '--name-only', commit, 'Policies')).trim().split('\n');
      const texts = await Promise.all(files.map((file) => git('show', `${commit}:${file}`)));
      return documentOf(texts.join('\n\n'));
    };
    return { before: await at(days.before), after: await at(days.after) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** As many words in clauses of a hundred; one in fifty clauses is edited, and one has moved. */
export function generatedEdit(): Edit {
  const clauses = Array.from({ length: size / 100 }, (_, at) => {
    const words = Array.from({ length: 98 }, (_, word) => `word${(at * 31 + word * word * 7) % 1999}`);
    return `## Clause ${at}\n\n${words.join(' ')}.`;
  });
  const edited = clauses.map((clause, at) =>
    at % 50 === 7 ? clause.replace(/(word\d+) (word\d+)/, '$1 new $2') : clause,
  );
  edited.splice(3, 0, ...edited.splice(90, 1));
  return { before: documentOf(clauses.join('\n\n')), after: documentOf(edited.join('\n\n')) };
}

/** Words that no other text has. */
export function unrelated(name: string): string {
  const words = Array.from({ length: size }, (_, at) => `${name}${at}${at % 100 === 99 ? '.\n\n' : ' '}`);
  return documentOf(words.map((word, at) => (at % 500 === 0 ? `## Clause ${at}\n\n${word}` : word)).join(''));
}

/** A document of Markdown that was not written for us: its headings named, without what would be taken for code. */
export function documentOf(text: string): string {
  const body = cleaned(text);
  const seen = new Map<string, number>();
  const named = body.replace(/^(#{1,6}) +(.+?)\s*$/gm, (_, marks: string, title: string) => {
    const slug = `c-${title
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')}`;
    const count = (seen.get(slug) ?? 0) + 1;
    seen.set(slug, count);
    return `${marks} ${title} [#${slug}${count > 1 ? `-x${count}` : ''}]`;
  });
  return `---\ntitle: Policies\n---\n\n${named}\n`;
}

/** Without front matter and what MDX would take for code. */
function cleaned(text: string): string {
  return text
    .replace(/^---\n[\s\S]*?\n---\n/, '')
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/[<{]/g, '\\$&');
}
