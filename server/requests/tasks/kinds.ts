import type { RequestKind } from '../kinds.ts';

/** What a system may have to do for somebody who asks: GDPR Articles 15, 16, 17 and 18. */
export const taskKinds = ['export', 'correction', 'erasure', 'restriction'] as const;
export type TaskKind = (typeof taskKinds)[number];

/** What a system that is connected is told of: its tasks, by kind, and each version that is published. */
export const toldKinds = [...taskKinds, 'documents'] as const;
export type ToldKind = (typeof toldKinds)[number];

/** Which tasks an item of a request gives. */
export const tasksOfItem: Readonly<Partial<Record<RequestKind, TaskKind>>> = {
  access: 'export',
  portability: 'export',
  rectification: 'correction',
  erasure: 'erasure',
  restriction: 'restriction',
};

/**
 * What became of one. `told`: the recipient was told to do it (GDPR Article 19). `not-possible`: telling it is impossible
 * or would take a disproportionate effort, for the reason in the note.
 */
export const taskResults = ['done', 'nothing-held', 'told', 'not-possible'] as const;
export type TaskResult = (typeof taskResults)[number];

/** What a system may answer about itself. */
export const systemResults = ['done', 'nothing-held'] as const satisfies readonly TaskResult[];
export type SystemResult = (typeof systemResults)[number];

/** This site, whose part is done by its own verbs, and its backups, which follow it. */
export const ownSystem = 'site';
export const backupSystem = 'backups';

export const longestNote = 2000;
