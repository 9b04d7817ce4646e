import { device } from '../../../src/words/account/devices.ts';
import { fill } from '../../../src/words/fill.ts';

const browsers: readonly [name: string, mark: RegExp][] = [
  ['Edge', /\bEdg(e|A|iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(Firefox|FxiOS)\//],
  ['Chrome', /\b(Chrome|CriOS|Chromium)\//],
  ['Safari', /\bVersion\/[\d.]+.* Safari\//],
];

const systems: readonly [name: string, mark: RegExp][] = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMac OS X\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Linux', /\bLinux\b/],
];

/** What a person recognises of a browser, such as `Firefox on Windows`: no version, nothing that tells people apart. */
export function deviceOf(agent: string, unknown: string = device.unknown): string {
  const text = agent.slice(0, 500);
  const named = (list: typeof browsers) => list.find(([, mark]) => mark.test(text))?.[0];
  const [browser = unknown, system] = [named(browsers), named(systems)];
  return system ? fill(device.on, { browser, system }) : browser;
}
