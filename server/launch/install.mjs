import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { giveUp, root, run } from './child.mjs';

/** `await using` needs it, and so does running TypeScript as it is written. */
const neededMajor = 24;

/** Brings node_modules to what package-lock.json says; does nothing when it is there already. */
export async function installIfNeeded() {
  const wanted = readLock(join(root, 'package-lock.json'));
  const present = readLock(join(root, 'node_modules', '.package-lock.json'));
  if (isInstalled(wanted, present)) return;

  console.log('Installing. The first time this takes a minute or so.');
  const { code, output } = await npm(['ci', '--include=dev', '--include=optional', '--loglevel=error'], root);
  if (code !== 0) giveUp(`${output}\nThe installation failed: npm says why above.`);
}

/** The Node to run everything with: this one when it is new enough, else the one that was just installed. */
export function findNode() {
  if (Number.parseInt(process.versions.node, 10) >= neededMajor) return process.execPath;

  const system = process.platform === 'win32' ? 'win' : process.platform;
  const file = system === 'win' ? 'node.exe' : 'node';
  const bundled = join(root, 'node_modules', `node-${system}-${process.arch}`, 'bin', file);
  if (existsSync(bundled) && spawnSync(bundled, ['--version']).status === 0) return bundled;

  return giveUp(
    `This needs Node ${neededMajor} or newer and found ${process.version}: ` +
      'on this system please install it from https://nodejs.org/ and try again.',
  );
}

/**
 * npm writes what it has installed into node_modules/.package-lock.json, as its last act.
 *
 * @param {Packages} wanted
 * @param {Packages} present
 * @typedef {Record<string, { version?: string, optional?: boolean, devOptional?: boolean }>} Packages
 */
export function isInstalled(wanted, present) {
  const names = Object.keys(wanted).filter((name) => name !== '');
  return (
    names.every((name) => present[name]?.version === wanted[name]?.version || isAbsentByRight(name)) &&
    Object.keys(present).every((name) => name in wanted)
  );

  /** @param {string} name */
  function isAbsentByRight(name) {
    const mayBeAbsent = wanted[name]?.optional || wanted[name]?.devOptional;
    return Boolean(mayBeAbsent) && !(name in present);
  }
}

/**
 * @param {string} path
 * @returns {Packages}
 */
function readLock(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {};
}

/**
 * The npm that started us, on the Node that runs it: the installation may replace the Node that runs us.
 *
 * @param {readonly string[]} args
 * @param {string} cwd
 */
export function npm(args, cwd) {
  const script = process.env['npm_execpath'];
  if (script) return run(process.env['npm_node_execpath'] ?? process.execPath, [script, ...args], { cwd, quiet: true });
  const isWindows = process.platform === 'win32';
  return run(isWindows ? 'npm.cmd' : 'npm', args, { cwd, quiet: true, shell: isWindows });
}
