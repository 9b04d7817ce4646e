import type { Copying } from './copying.ts';
import { isPostgres } from './database.ts';
import { postgresqlCopying } from './postgresql-copy.ts';
import { sqliteCopying } from './sqlite-copy.ts';

export function openCopying(databaseUrl: string): Copying {
  return isPostgres(databaseUrl) ? postgresqlCopying(databaseUrl) : sqliteCopying(databaseUrl.slice('file:'.length));
}
