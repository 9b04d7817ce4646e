import { DeleteQueryNode, InsertQueryNode, type QueryId, type RootOperationNode, UpdateQueryNode } from 'kysely';
import type { Context } from '../../server/context.ts';
import type { Db } from '../../server/db/database.ts';
import { createWorker } from '../../server/mail/mailer.ts';
import type { Transport } from '../../server/mail/transport.ts';

/** The same database, where a test sees each change of the outbox, within its transaction, and may hold it up or fail it. */
export function watchOutbox(db: Db, onChange: () => void | Promise<void>): Db {
  const changes = new WeakSet<QueryId>();
  return db.withPlugin({
    transformQuery({ node, queryId }) {
      if (isChange(node) && JSON.stringify(node).includes('"outgoing_mail"')) changes.add(queryId);
      return node;
    },
    async transformResult({ result, queryId }) {
      if (changes.has(queryId)) await onChange();
      return result;
    },
  });
}

/** Another server on the same database, which sends by that transport. */
export function serverSendingBy(transport: Transport, ctx: Context): Context {
  const mailer = { ...ctx.resources.mailer, transport, worker: createWorker(ctx.clock) };
  return { ...ctx, resources: { ...ctx.resources, mailer } };
}

function isChange(node: RootOperationNode): boolean {
  return InsertQueryNode.is(node) || UpdateQueryNode.is(node) || DeleteQueryNode.is(node);
}
