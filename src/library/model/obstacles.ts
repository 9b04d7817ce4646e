import { z } from 'zod';

const about = { document: z.string(), version: z.string(), effectiveOn: z.iso.date() };

export const obstacles = z.array(
  z.discriminatedUnion('why', [
    z.object({ why: z.literal('notice'), ...about, earliestOn: z.iso.date() }),
    z.object({ why: z.literal('objections'), ...about, count: z.int().positive() }),
  ]),
);

/**
 * Why a version should not take effect on its day, as the server knows it: its notice runs longer, or businesses objected
 * and have no answer. Nobody is named.
 */
export type Obstacle = z.infer<typeof obstacles>[number];
