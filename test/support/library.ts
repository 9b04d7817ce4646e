import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A library that stays as it is whatever the legal team writes: what tests stand on. */
export const fixtureLibrary = join(import.meta.dirname, '..', 'fixtures', 'library');

export interface ScratchLibrary extends Disposable {
  readonly root: string;
  read(file: string): string;
  write(file: string, text: string): void;
  edit(file: string, from: string, to: string): void;
}

/** A copy of that library, or of another, to be changed at will. */
export function scratchLibrary(content = fixtureLibrary): ScratchLibrary {
  const folder = mkdtempSync(join(tmpdir(), 'library-'));
  const root = join(folder, 'content');
  cpSync(content, root, { recursive: true });
  const read = (file: string) => readFileSync(join(root, file), 'utf8');
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };

  return {
    root,
    read,
    write,
    edit(file, from, to) {
      if (!read(file).includes(from)) throw new Error(`${file} does not say "${from}"`);
      write(
        file,
        read(file).replace(from, () => to),
      );
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}

/** A draft with a body. */
export function draft(body: string, title = 'Terms'): string {
  return `---\ntitle: ${title}\n---\n\n${body}\n`;
}
