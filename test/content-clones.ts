import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runPolicy } from '../src/library/commands/verbs.ts';
import { addDays, dayIn } from '../src/library/model/days.ts';
import { openLibrary, versioned, waiting } from '../src/library/model/library.ts';

const root = join(import.meta.dirname, '..');

/** A copy of the working tree in which the texts are others: the tests must not care. */
export interface Clone {
  readonly name: string;
  readonly folder: string;
}

/** Tests that ask whether our own texts are in order, and that must hold for those of others. */
export const livingTests = globSync('test/unit/**/*.test.ts', { cwd: root }).filter((file) =>
  readFileSync(join(root, file), 'utf8').includes("'../support/living-content.ts'"),
);

/** Where there are no texts: whatever reads them fails. All tests are there but those that ask for them. */
export function cloneWithoutTexts(): Clone {
  const clone = cloneNamed('taken away');
  for (const file of livingTests) rmSync(join(clone.folder, file));
  const content = join(clone.folder, 'content');
  rmSync(content, { recursive: true });
  // Not even a folder, for one that is empty could be read.
  writeFileSync(content, 'No test stands on the texts.\n');
  return clone;
}

/** One in which each document was published anew, and one of another company. */
export async function clonesOfOtherTexts(): Promise<Clone[]> {
  const [anew, other] = [cloneNamed('published anew'), cloneNamed('of another company')];
  await publishAnew(anew.folder);
  const content = join(other.folder, 'content');
  rmSync(content, { recursive: true });
  cpSync(join(root, 'test/fixtures/second-company'), content, { recursive: true });
  return [anew, other];
}

function cloneNamed(name: string): Clone {
  const folder = mkdtempSync(join(tmpdir(), 'whitrack-clone-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const listed = execFileSync('git', ['ls-files', '-zco', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
  for (const file of listed.split('\0').filter((file) => file && existsSync(join(root, file)))) {
    cpSync(join(root, file), join(folder, file));
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return { name, folder };
}

/** As the legal team would: a sentence more in each document, in effect today but in the first, which waits. */
async function publishAnew(folder: string): Promise<void> {
  const content = join(folder, 'content');
  const library = openLibrary(content);
  const today = dayIn(library.company.timeZone, new Date());
  for (const [index, document] of versioned(library).entries()) {
    const { slug } = document;
    const named = ['--document', slug];
    const by = ['--by', 'Grace Hopper', '--capacity', 'General Counsel'];
    if (waiting(document, today)) await policy('cancel', ...named, '--reason', 'Another comes.', ...by);

    const sentence = 'Nothing else is new.';
    appendFileSync(join(content, slug, 'draft.mdx'), `\n${sentence}\n`);
    const plain = join(content, 'promises', 'plain', `${slug}.txt`);
    if (existsSync(plain)) appendFileSync(plain, `${sentence}\n`);
    const approval = ['--summary', 'Says more.', '--approved-by', 'Grace Hopper', '--capacity', 'General Counsel'];
    const change =
      index === 0
        ? ['--class', 'notice', '--effective-on', addDays(today, 400)]
        : ['--class', 'editorial', '--confirm', 'It says nothing new.'];
    await policy('publish', ...named, ...approval, ...change);
  }

  async function policy(...words: string[]): Promise<void> {
    if ((await runPolicy(['--content', content, ...words])) !== 0) throw new Error(`Refused: ${words.join(' ')}`);
  }
}
