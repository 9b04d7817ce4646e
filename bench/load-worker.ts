import { parentPort, workerData } from 'node:worker_threads';
import { loadBySockets } from './load.ts';

const { port, path, seconds } = workerData as { port: number; path: string; seconds: number };
parentPort?.postMessage(await loadBySockets(port, path, seconds));
