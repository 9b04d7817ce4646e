import { parentPort, workerData } from 'node:worker_threads';
import { type ArchiveOrder, toArchive } from './archive.ts';

// It is built and compressed in one go: on the server's own thread everybody would wait for it.
const { holdings, head } = workerData as ArchiveOrder;
const archive = toArchive(holdings, head);
parentPort?.postMessage(archive, [archive.buffer as ArrayBuffer]);
