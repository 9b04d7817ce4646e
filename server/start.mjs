// This file and the .mjs beside it run on Node 20 before anything is installed: node: modules only.
import { fileURLToPath } from 'node:url';
import { run } from './launch/child.mjs';
import { findNode, installIfNeeded } from './launch/install.mjs';

const args = process.argv.slice(2);

await installIfNeeded();
const node = findNode();

if (node === process.execPath) {
  const { launch } = await import('./launch/launch.ts');
  process.exitCode = await launch(args);
} else {
  const { code } = await run(node, [fileURLToPath(import.meta.url), ...args], { passInterrupt: true });
  process.exitCode = code;
}
