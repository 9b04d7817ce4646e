import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';

export type Read = (text: string) => unknown;

/** Milliseconds below which nothing is told apart from the noise. */
const noise = 2;

/** Milliseconds that no reader needs, unless it goes over what it reads again and again. */
const bearable = 25 * noise;

/**
 * How often something is looked at that seems dear: others use the machine as well, and what is dear is so each time.
 * What is dear beyond doubt is looked at thrice.
 */
const looks = { most: 8, beyondDoubt: 3, times: 20 };

/** What makes a careless pattern go back and try again, or grows when it is normalised. */
export const repetitions = [
  ...['a', ' ', '@', 'a@', 'a.', '<b>', '</', '&amp;', '"', '\n', '0', 'password'],
  ...['e\u0301', '\ufdfa', '\u202e', '\u{1f600}', '\ud800', 'https://'],
];

const nested = [
  ...[
    '[',
    '(',
    '{',
    '<',
    '[[',
    '![',
    '[a](',
    '[^',
    '**',
    '*',
    '_',
    '`',
    '~~',
    '> ',
    '- ',
    '#',
    '|',
    '| a ',
    '\\',
    '---\n',
  ],
  ...[
    '{a',
    '{a: ',
    '[a, ',
    '&a ',
    '*a ',
    '!!a ',
    '- - ',
    '? ',
    ': ',
    'a: b\n',
    '"a": ',
    '# ',
    '\t',
    ' \n',
    ' \n\n',
    'a b ',
  ],
  ...['<a>', '<a ', '</a>', '<!--', '&lt;', '&#', '<table><tr><td>', '<li>', '<a href="', '<p>', '<Fact id="'],
  ...[
    'a@a@',
    'a@a.',
    '%41',
    '%',
    '+',
    'a=b&',
    '&',
    'a,',
    ', ',
    ';',
    '; ',
    'a;q=',
    '=',
    'a=',
    '/',
    '/a',
    '..',
    ':',
    '-',
    'effective ',
  ],
];
const every = [...repetitions, ...nested];

/**
 * Says of a reader that goes over so many bytes again and again. Eight times as much costs eight times as much where
 * each is read once, and sixty-four times where each is read with each.
 */
export async function growthOf(read: (size: number) => unknown, size: number): Promise<string | null> {
  const whole = await costOf(() => read(size), bearable);
  if (whole <= bearable) return null;
  const eighth = await costOf(() => read(size / 8));
  const most = 24 * Math.max(eighth, 2 * noise);
  if (whole <= most || (await costOf(() => read(size), most)) <= most) return null;
  return `${Math.round(whole)} ms, an eighth of it ${Math.round(eighth)} ms`;
}

/** Processor time of this thread in milliseconds; looked at again where it is more than that. */
export async function costOf(act: () => unknown, bearable = 0): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let look = 0; isDoubtful(least, bearable, look); look += 1) {
    const before = process.threadCpuUsage();
    await act();
    const { user, system } = process.threadCpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

/**
 * The longest that the event loop stood still meanwhile, in milliseconds; looked at again where it is more than that. Where
 * it is not, what this thread worked, for no longer can it have stood still.
 */
export async function delayOf(act: () => unknown, bearable = 0): Promise<number> {
  const cost = bearable > 0 ? await costOf(act, bearable) : Number.POSITIVE_INFINITY;
  if (cost <= bearable) return cost;
  const loop = monitorEventLoopDelay({ resolution: 1 });
  let least = Number.POSITIVE_INFINITY;
  for (let look = 0; isDoubtful(least, bearable, look); look += 1) {
    loop.reset();
    loop.enable();
    await setTimeout(2);
    await act();
    await setTimeout(2);
    loop.disable();
    least = Math.min(least, loop.max / 1e6);
  }
  return least;
}

export function repeated(text: string, size: number): string {
  return text.repeat(Math.max(1, size / Buffer.byteLength(text)));
}

function isDoubtful(least: number, bearable: number, look: number): boolean {
  return least > bearable && look < (least > looks.times * bearable ? looks.beyondDoubt : looks.most);
}

/** The readers that go over so many bytes again and again, and of what. */
export async function dearAmong(readers: Readonly<Record<string, Read>>, size: number): Promise<string[]> {
  const dear: string[] = [];
  for (const [name, read] of Object.entries(readers)) {
    for (const text of every) {
      // Spaces at the ends are cut off, those between two words are not.
      const given = (size: number) => (text.trim() === '' ? `a${repeated(text, size)}!` : repeated(text, size));
      const found = await growthOf((size) => read(given(size)), size);
      if (found) dear.push(`${name} of ${JSON.stringify(text)}: ${found}`);
    }
  }
  return dear;
}
