// This file and the .mjs beside it run on Node 20 before anything is installed: node: modules only.
import module from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, run } from './launch/child.mjs';
import { findNode, installIfNeeded } from './launch/install.mjs';

const args = process.argv.slice(2);

await installIfNeeded();
const node = findNode();

if (node === process.execPath) {
  // What Node has compiled it keeps for the next time: to load its modules is most of what a command does.
  process.env['NODE_COMPILE_CACHE'] ||= join(root, 'node_modules', '.cache', 'compiled');
  module.enableCompileCache();
  const { launch } = await import('./launch/launch.ts');
  process.exitCode = await launch(args);
} else {
  const { code } = await run(node, [fileURLToPath(import.meta.url), ...args], { passInterrupt: true });
  process.exitCode = code;
}
