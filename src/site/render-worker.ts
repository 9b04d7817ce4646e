import { workerData } from 'node:worker_threads';
import { type Order, renderAll } from './rendering.ts';

renderAll(workerData as Order);
