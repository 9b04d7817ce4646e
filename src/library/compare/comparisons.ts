import { Worker } from 'node:worker_threads';
import { LRUCache } from 'lru-cache';
import { pageLanguage } from '../../words/language.ts';
import type { Version as Published } from '../model/chain/effects.ts';
import type { Show } from './excerpt.ts';

/** What is shown of a comparison. */
export interface Compared {
  readonly summary: readonly string[];
  /** The changed clauses, by their place on the page. */
  readonly changes: readonly { readonly id: string; readonly text: string }[];
  readonly html: string;
  /** Whether the markup marks a clause as moved. */
  readonly isMoveMarked: boolean;
  /** The redline as a Word document, where that was asked for. */
  readonly file: Uint8Array | null;
}

/** How a comparison is given: as one text, as two beside each other, as a file to take along. */
type View = 'inline' | 'side-by-side' | 'docx';

export interface Order {
  readonly root: string;
  readonly document: string;
  readonly a: string;
  readonly b: string;
  readonly show: Show;
  readonly view: View;
  /** Whose changes they are. */
  readonly author: string;
  /** Of the texts (BCP 47). */
  readonly language: string;
}

/** What the thread that compares says of an order: first that it is at it. */
export type Answer = 'begun' | { readonly value: Compared } | { readonly error: string };

interface Options {
  readonly view?: View;
  readonly author?: string;
  readonly language?: string;
}

type Version = Pick<Published, 'version' | 'sourceSha256'>;

export interface Comparisons {
  /** Null when too many wait already, or the machine is too busy to begin it. */
  compare(document: string, a: Version, b: Version, show: Show, options?: Options): Promise<Compared | null>;
  stop(): Promise<void>;
}

/** Characters of markup that are kept. */
const capacity = 16_000_000;
const mostWaiting = 32;
/** Milliseconds for one comparison to begin, and then to end: the longest that is known takes a second, on a busy machine ten. */
const usualPatience = { begin: 30_000, end: 30_000 };

/**
 * Compares on another thread, one after the other, so that no visitor waits for the comparison of another. What was
 * asked for last is kept by the digests of both texts.
 */
export function createComparisons(
  root: string,
  program: string,
  { patience = usualPatience }: { patience?: typeof usualPatience } = {},
): Comparisons {
  const kept = new LRUCache<string, Compared>({ maxSize: capacity, sizeCalculation: sizeOf });
  const underWay = new Map<string, Promise<Compared | null>>();
  let worker: Worker | null = null;
  let last: Promise<unknown> = Promise.resolve();

  return { compare, stop };

  async function compare(
    ...[document, a, b, show, { view = 'inline', author = '', language = pageLanguage } = {}]: Parameters<
      Comparisons['compare']
    >
  ): Promise<Compared | null> {
    const key = `${a.version} ${a.sourceSha256} ${b.version} ${b.sourceSha256} ${show} ${view} ${author} ${language}`;
    const known = kept.get(key) ?? underWay.get(key);
    if (known) return known;
    if (underWay.size >= mostWaiting) return null;

    const order = { root, document, a: a.version, b: b.version, show, view, author, language };
    const compared = last.then(() => run(order)).finally(() => underWay.delete(key));
    last = compared.catch(() => undefined);
    underWay.set(key, compared);
    const value = await compared;
    if (value) kept.set(key, value);
    return value;
  }

  function run(order: Order): Promise<Compared | null> {
    const running = worker ?? start();
    worker = running;
    return new Promise<Compared | null>((resolve, reject) => {
      let timer = setTimeout(giveUp, patience.begin);
      running.on('message', answered).on('error', fail).on('exit', ended);
      running.postMessage(order);

      function answered(answer: Answer): void {
        if (answer === 'begun') {
          clearTimeout(timer);
          timer = setTimeout(fail, patience.end, new Error('A comparison did not end'));
          return;
        }
        settle();
        if ('value' in answer) resolve(answer.value);
        else reject(new Error(answer.error));
      }

      function ended(): void {
        fail(new Error('The thread that compares ended'));
      }

      function fail(error: Error): void {
        end();
        reject(error);
      }

      function giveUp(): void {
        end();
        resolve(null);
      }

      function end(): void {
        settle();
        if (worker === running) worker = null;
        void running.terminate();
      }

      function settle(): void {
        clearTimeout(timer);
        running.off('message', answered).off('error', fail).off('exit', ended);
      }
    });
  }

  function start(): Worker {
    const started = new Worker(program, { resourceLimits: { maxOldGenerationSizeMb: 256 } });
    started.on('error', forget).on('exit', forget).unref();
    return started;

    function forget(): void {
      if (worker === started) worker = null;
    }
  }

  async function stop(): Promise<void> {
    await worker?.terminate();
    worker = null;
  }
}

function sizeOf({ html, file }: Compared): number {
  return html.length + (file?.length ?? 0) || 1;
}
