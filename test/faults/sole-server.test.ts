import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { occupy } from '../../server/db/backup-drivers/occupancy.ts';

test('while one process has a SQLite file no other gets it, and a kill leaves nothing behind', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'whitrack-sole-'));
  const path = join(folder.path, 'whitrack.db');
  const script = `import { occupy } from './server/db/backup-drivers/occupancy.ts';
    globalThis.occupied = occupy(${JSON.stringify(path)});
    process.stdout.write('in');
    setInterval(() => undefined, 60_000);`;
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    const other = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(other.stdout, 'data');
    expect(() => occupy(path)).toThrow('SQLite serves one server: stop the other first');
    other.kill(signal);
    await once(other, 'close');
    occupy(path)[Symbol.dispose]();
  }
});
