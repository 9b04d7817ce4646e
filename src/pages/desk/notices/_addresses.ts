import type { ProofCursor } from '../../../../server/notices/proofs.ts';

/** The campaign whose number an address holds; one that there is not where it holds none. */
export function campaignIn({ id }: Readonly<Record<string, string | undefined>>): number {
  return Number(/^\d{1,10}$/.exec(id ?? '')?.[0] ?? 0);
}

/** Where the page begins that an address names: after that recipient of that batch. */
export function cursorIn({ searchParams }: URL): ProofCursor | null {
  const [, batch, recipient] = /^(\d{1,9})\/([\w-]{1,64})$/.exec(searchParams.get('after') ?? '') ?? [];
  return batch && recipient ? { batch: Number(batch), recipient } : null;
}
