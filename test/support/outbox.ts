import { DeleteQueryNode, InsertQueryNode, type QueryId, type RootOperationNode, UpdateQueryNode } from 'kysely';
import type { Context } from '../../server/context.ts';
import type { Db } from '../../server/db/database.ts';
import type { Schema } from '../../server/db/schema.ts';
import { createWorker } from '../../server/mail/mailer.ts';
import type { Mail, Transport } from '../../server/mail/transports/transport.ts';

/** The same database, where a test sees each change of a table, within its transaction, and may hold it up or fail it. */
export function watchTable(db: Db, table: keyof Schema, onChange: () => void | Promise<void>): Db {
  const changes = new WeakSet<QueryId>();
  return db.withPlugin({
    transformQuery({ node, queryId }) {
      if (isChange(node) && JSON.stringify(node).includes(`"${table}"`)) changes.add(queryId);
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

/** Another side that takes every mail, as a list. */
export function takingMail() {
  const mails: Mail[] = [];
  const take = async (mail: Mail) => {
    mails.push(mail);
    return 'sent' as const;
  };
  const sendAll = (some: readonly Mail[]) => Promise.all(some.map(take));
  const recognises = 0;
  const transport: Transport = { send: take, recognises, bulk: { most: 50, parallel: 2, recognises, send: sendAll } };
  return { mails, transport };
}
