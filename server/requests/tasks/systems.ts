import type { Context } from '../../context.ts';
import { backupSystem, ownSystem, type TaskKind } from './kinds.ts';

/** Somewhere that holds personal data, as `content/` says. */
export interface System {
  readonly id: string;
  readonly name: string;
  /** What of it stands there, in the words of the policy; empty of this site, whose inventory says more. */
  readonly dataCategories: readonly string[];
  /** Whether it belongs to somebody else, to whom data was handed (GDPR Article 19). */
  readonly isRecipient: boolean;
}

/** This site first, then its backups, the company's other systems, and the subprocessors. */
export function systemsOf({ content: { company, subprocessors } }: Pick<Context, 'content'>): readonly System[] {
  const own = { dataCategories: [], isRecipient: false };
  return [
    { id: ownSystem, name: company.siteName, ...own },
    { id: backupSystem, name: `Backups of ${company.siteName}`, ...own },
    ...company.systems.map((system) => ({ ...system, isRecipient: false })),
    ...subprocessors
      .filter(({ status }) => status === 'active')
      .map(({ id, name, dataCategories }) => ({ id, name, dataCategories, isRecipient: true })),
  ];
}

/**
 * Who has a part in a task. A copy is made of what we hold ourselves: subprocessors hold it for us, unless one is
 * connected and says that it hands over data. A backup is neither copied nor corrected: it is gone with its time.
 */
export function systemsWith(ctx: Pick<Context, 'content'>, kind: TaskKind, connected: readonly string[]): System[] {
  return systemsOf(ctx).filter(({ id, isRecipient }) => {
    if (kind === 'export') return id !== ownSystem && id !== backupSystem && (!isRecipient || connected.includes(id));
    return kind === 'erasure' || id !== backupSystem;
  });
}
