import type SQLite from 'better-sqlite3';
import type { CompiledQuery, QueryResult } from 'kysely';

/** So many different statements stay prepared. */
const most = 500;

/** Runs statements at once, each prepared when it is first met. */
export function createStatements(database: SQLite.Database) {
  const prepared = new Map<string, SQLite.Statement>();
  return { run, execute };

  function run<Row>({ sql, parameters }: Pick<CompiledQuery, 'sql' | 'parameters'>): QueryResult<Row> {
    const statement = prepare(sql);
    if (statement.reader) return { rows: statement.all(parameters) as Row[] };
    const { changes, lastInsertRowid } = statement.run(parameters);
    return { numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid), rows: [] };
  }

  function execute(sql: string): void {
    prepare(sql).run();
  }

  function prepare(sql: string): SQLite.Statement {
    const known = prepared.get(sql);
    if (known) return known;
    if (prepared.size >= most) prepared.clear();
    const statement = database.prepare(sql);
    prepared.set(sql, statement);
    return statement;
  }
}
