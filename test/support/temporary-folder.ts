import { accessSync, chmodSync, constants, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where Linux keeps files in memory. */
const memory = '/dev/shm';
/** Bytes that must be free there: tests take a tenth. */
const enough = 4 * 2 ** 30;

// Imported for what it does: the temporary files of this process and of all that it starts stand in memory where there is
// room. Tests write thousands and want none kept, and on a disk they wait for it longer than for anything else.
const folder = mkdtempSync(join(process.env['TMPDIR'] || !isRoomy() ? tmpdir() : memory, 'whitrack-tests-'));
// PostgreSQL runs as somebody else.
chmodSync(folder, 0o1777);
process.env['TMPDIR'] = folder;
// Hundreds of programs and threads are started that are made of the same modules: Node compiles each module once.
process.env['NODE_COMPILE_CACHE'] ||= join(folder, 'compiled');
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

function isRoomy(): boolean {
  try {
    accessSync(memory, constants.W_OK);
    const { bavail, bsize } = statfsSync(memory);
    return Math.min(bavail * bsize, freemem()) >= enough;
  } catch {
    return false;
  }
}
