import { workerData } from 'node:worker_threads';
import { type Order, renderAll } from './rendering.ts';

await renderAll(workerData as Order);
