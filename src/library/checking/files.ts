import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readText } from '../model/files/text-file.ts';
import { type Problem, problemIn } from '../model/problem.ts';

/** Signs that nobody sees, and names that Windows knows for others. */
const unwritable = /[\p{C}\\:*?"<>|]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/iu;

/** Whether `content/` holds files alone, under names that mean one file everywhere. */
export function checkFiles(root: string): Problem[] {
  const problems: Problem[] = [];
  walk('');
  return problems;

  function walk(folder: string): void {
    const seen = new Map<string, string>();
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const { name } = entry;
      const file = folder ? `${folder}/${name}` : name;
      const report = (problem: string, remedy: string) => problems.push(problemIn(file, problem, remedy));
      const left = entry.isDirectory() ? leftFor(name) : null;
      if (left !== null) {
        const remedy = `Import into ${left} once more, which puts back what it moved, and goes on from there.`;
        report(`An import into ${left} was ended half-way, and this folder is left of it.`, remedy);
        continue;
      }
      if (!entry.isFile() && !entry.isDirectory()) {
        report('This is no file but leads to another.', 'Put the file itself there.');
        continue;
      }
      if (/^\.git/i.test(name)) {
        report('This file steers git, and could alter what others get of the texts.', 'Remove it.');
      }
      if (name !== name.normalize('NFC') || unwritable.test(name)) {
        report(
          `The name "${shown(name)}" holds signs that look like others, that are not seen, or that some machines cannot write.`,
          'Rename it: small letters, digits and hyphens.',
        );
      }
      const same = name.normalize('NFKC').toLowerCase();
      const twin = seen.get(same);
      if (twin !== undefined) report(`On some machines this is the same file as ${twin}.`, 'Keep one of them.');
      seen.set(same, name);
      if (entry.isDirectory()) walk(file);
      else if (/\.(mdx?|yaml|jsonl|txt)$/.test(name)) readText(root, file, problems);
    }
  }
}

/** The document of which a folder was left by an import. */
export function leftFor(folder: string): string | null {
  return /^\.([a-z][a-z0-9-]*)-\w{6}$/.exec(folder)?.[1] ?? null;
}

function shown(name: string): string {
  return name.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);
}
