import { isPostgres } from '../database.ts';
import type { BackupDriver } from './backup-driver.ts';
import { postgresqlBackupDriver } from './postgresql.ts';
import { sqliteBackupDriver } from './sqlite.ts';

export function openBackupDriver(databaseUrl: string): BackupDriver {
  return isPostgres(databaseUrl)
    ? postgresqlBackupDriver(databaseUrl)
    : sqliteBackupDriver(databaseUrl.slice('file:'.length));
}
