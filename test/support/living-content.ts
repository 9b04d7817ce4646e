import { join } from 'node:path';

/** What the legal team writes: read by tests that ask whether it is in order, and by no other. */
export const livingContent = join(import.meta.dirname, '..', '..', 'content');
