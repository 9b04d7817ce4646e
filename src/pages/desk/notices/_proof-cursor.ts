import type { ProofCursor } from '../../../../server/notices/proofs.ts';

/** Where the page begins that an address names: after that recipient of that batch. */
export function cursorIn({ searchParams }: URL): ProofCursor | null {
  const [, batch, recipient] = /^(\d{1,9})\/([\w-]{1,64})$/.exec(searchParams.get('after') ?? '') ?? [];
  return batch && recipient ? { batch: Number(batch), recipient } : null;
}
