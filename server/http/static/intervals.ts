import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, startOf } from '../../clock.ts';
import { hasCode } from '../../error-codes.ts';
import type { SecurityHeaders } from '../headers.ts';
import { type Files, readFiles } from './files.ts';

/** The site through time: the build makes it once for each interval between days of effect, the clock picks. */
interface Intervals {
  /** What holds at this moment. Null when a new interval has begun that nobody has read yet. */
  readonly held: Files | null;
  read(): Promise<Files>;
}

interface IntervalsOptions {
  /** The site as it was on the day of the build. */
  readonly clientDirectory: string;
  /** For each later interval a folder, named by its first day, with the files that differ. */
  readonly intervalsDirectory: string;
  readonly timeZone: string;
  readonly clock: Clock;
  readonly security: SecurityHeaders;
}

interface Interval {
  readonly directories: readonly string[];
  /** Milliseconds; `until` is the first instant of the next interval. */
  readonly from: number;
  readonly until: number;
}

/** Memory holds one interval; the next is read when its day has come, and whoever asks at that moment waits for it. */
export async function openIntervals(options: IntervalsOptions): Promise<Intervals> {
  const { clock, security } = options;
  const intervals = await intervalsOf(options);
  let held: { readonly interval: Interval; readonly files: Files } | null = null;
  let reading: { readonly interval: Interval; readonly files: Promise<Files> } | null = null;
  await read();

  return {
    get held() {
      return held && isIn(held.interval, clock.now().getTime()) ? held.files : null;
    },
    read,
  };

  function read(): Promise<Files> {
    const interval = intervalAt(clock.now().getTime());
    if (held?.interval === interval) return Promise.resolve(held.files);
    if (reading?.interval === interval) return reading.files;

    const files = turnTo(interval);
    reading = { interval, files };
    return files;
  }

  async function turnTo(interval: Interval): Promise<Files> {
    try {
      const files = await readFiles(interval.directories, security, held?.files);
      held = { interval, files };
      return files;
    } finally {
      if (reading?.interval === interval) reading = null;
    }
  }

  function intervalAt(time: number): Interval {
    const interval = intervals.find((interval) => isIn(interval, time));
    if (!interval) throw new Error('The intervals leave a gap');
    return interval;
  }
}

async function intervalsOf({ clientDirectory, intervalsDirectory, timeZone }: IntervalsOptions): Promise<Interval[]> {
  const days = await foldersIn(intervalsDirectory);
  const starts = days.map((day) => startOf(timeZone, day).getTime());
  return ['', ...days].map((day, index) => ({
    directories: day ? [clientDirectory, join(intervalsDirectory, day)] : [clientDirectory],
    from: starts[index - 1] ?? Number.NEGATIVE_INFINITY,
    until: starts[index] ?? Number.POSITIVE_INFINITY,
  }));
}

function isIn({ from, until }: Interval, time: number): boolean {
  return time >= from && time < until;
}

async function foldersIn(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).filter((name) => /^\d{4}-\d{2}-\d{2}$/.test(name)).sort();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}
