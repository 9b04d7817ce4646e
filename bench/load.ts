import { execFile, spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';

export interface Load {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p99: number;
}

const connections = 32;
const hasWrk = !spawnSync('wrk', ['-v']).error;

/** wrk costs the machine least, so where it is installed the servers are further from being held up. */
export const loader = hasWrk ? 'wrk' : 'our own loop';

export function load(port: number, path: string, seconds: number): Promise<Load> {
  return hasWrk ? loadByWrk(port, path, seconds) : loadInWorker(port, path, seconds);
}

async function loadByWrk(port: number, path: string, seconds: number): Promise<Load> {
  const url = `http://localhost:${port}${path}`;
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', '-H', 'Accept-Encoding: gzip', url];
  const { stdout } = await promisify(execFile)('wrk', args);
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`Errors under load:\n${stdout}`);
  const [, p99 = '', unit = ''] = /99%\s+([\d.]+)(us|ms|s)/.exec(stdout) ?? [];
  const milliseconds = { us: 0.001, ms: 1, s: 1000 }[unit] ?? Number.NaN;
  return { perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]), p99: Number(p99) * milliseconds };
}

function loadInWorker(port: number, path: string, seconds: number): Promise<Load> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./load-worker.ts', import.meta.url), { workerData: { port, path, seconds } });
    worker.on('message', resolve).on('error', reject);
  });
}

/** Asks over kept connections, one request at a time on each, and counts answers by their length, which is fixed. */
export async function loadBySockets(port: number, path: string, seconds: number): Promise<Load> {
  const request = `GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nAccept-Encoding: gzip\r\n\r\n`;
  const length = await lengthOfAnswer(port, request);
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  const started = performance.now();
  await Promise.all(Array.from({ length: connections }, keepAsking));
  const elapsed = (performance.now() - started) / 1000;
  times.sort((a, b) => a - b);
  return { perSecond: times.length / elapsed, p99: times[Math.floor(times.length * 0.99)] ?? Number.NaN };

  function keepAsking(): Promise<void> {
    return new Promise((resolve, reject) => {
      let received = 0;
      let asked = performance.now();
      const socket = connect(port, 'localhost', () => socket.write(request));
      socket.setNoDelay(true);
      socket.on('error', reject).on('close', () => resolve());
      socket.on('data', (chunk) => {
        received += chunk.length;
        if (received < length) return;
        if (received > length) {
          socket.destroy(new Error('An answer differs in length from the first'));
          return;
        }
        const now = performance.now();
        times.push(now - asked);
        received = 0;
        asked = now;
        if (now < end) socket.write(request);
        else socket.destroy();
      });
    });
  }
}

function lengthOfAnswer(port: number, request: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let heard = Buffer.alloc(0);
    const socket = connect(port, 'localhost', () => socket.write(request));
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      heard = Buffer.concat([heard, chunk]);
      const head = heard.indexOf('\r\n\r\n');
      const body = Number(/content-length: (\d+)/i.exec(heard.subarray(0, head).toString())?.[1]);
      if (head < 0 || heard.length < head + 4 + body) return;
      socket.destroy();
      if (!heard.subarray(0, 12).toString().endsWith(' 200')) reject(new Error(`Not a page: ${heard.subarray(0, 30)}`));
      else resolve(head + 4 + body);
    });
  });
}
