import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { AgreementCopy } from '../../consent/copies.ts';
import type { PersonalData } from '../../subject.ts';

/** What an export says of itself. */
export interface ArchiveHead {
  readonly origin: string;
  readonly siteName: string;
  readonly company: string;
  readonly at: Date;
}

export interface ArchiveOrder {
  readonly personalData: PersonalData;
  readonly copies: readonly AgreementCopy[];
  /** The folder of the texts that were agreed to. */
  readonly content: string;
  readonly head: ArchiveHead;
}

/** Made by a thread of its own, so that whatever somebody has sent us keeps nobody else waiting. */
export async function archiveOf(order: ArchiveOrder): Promise<Uint8Array> {
  const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData: order });
  // What goes wrong in the worker is thrown here.
  const [archive] = (await once(worker, 'message')) as [Uint8Array];
  return archive;
}
