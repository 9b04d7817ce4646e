import type { Schema } from '../db/schema.ts';

/**
 * What a restore does with a table, beside what the backup holds of it. Rule: nothing that was sent, revoked, ended or
 * changed for safety after the backup is undone by restoring it.
 */
export type AfterRestore =
  /** Nothing of it comes back, neither from the backup nor from the database that is replaced. */
  | 'emptied'
  /** The replaced database's rows instead of the backup's. */
  | 'carried'
  /** The ledger: what the replaced database recorded after the backup follows what the backup holds. */
  | 'continued'
  /** The same for what staff did, a chain by itself. */
  | 'followed'
  /** By primary key: the replaced database's rows are added, and stand in the place of the backup's. */
  | { readonly key: readonly string[]; readonly changes?: readonly string[] }
  /** All that belongs to something else: where the replaced database knows that, it knows what belongs to it. */
  | { readonly of: keyof Schema; readonly by: string };

type Restorable = { readonly [Table in keyof Schema]: AfterRestore };

/** In an order in which nothing is put in before what it refers to. */
export const afterRestore: Restorable = {
  // Who is signed in, and links that let somebody in.
  session: 'emptied',
  account_link: 'emptied',
  staff_session: 'emptied',
  staff_link: 'emptied',
  // Kept for a day at most, and no backup holds it.
  form_draft: 'emptied',
  sealing_key: { key: ['id'] },
  // What a restored name or business is, the backup says: that is what it is restored for.
  account: { key: ['id'], changes: ['email_sealed', 'email_index', 'password_hash', 'password_set_at'] },
  linked_identity: { of: 'account', by: 'account_id' },
  second_factor: { of: 'account', by: 'account_id' },
  recovery_code: { of: 'account', by: 'holder_id' },
  known_network: { of: 'account', by: 'holder_id' },
  sign_up: 'carried',
  subscriber: { key: ['id'] },
  ledger_subject: 'continued',
  ledger_entry: 'continued',
  ledger_words: { key: ['digest'], changes: [] },
  ledger_part: 'continued',
  ledger_head: 'continued',
  request: { key: ['id'] },
  request_item: { of: 'request', by: 'request_id' },
  request_date: { of: 'request', by: 'request_id' },
  request_event: { of: 'request', by: 'request_id' },
  request_message: { of: 'request', by: 'request_id' },
  request_source: { of: 'request', by: 'request_id' },
  request_route: { of: 'request', by: 'request_id' },
  request_file: { of: 'request', by: 'request_id' },
  request_file_part: { of: 'request', by: 'request_id' },
  undo_file_part: { of: 'request', by: 'request_id' },
  request_link: { of: 'request', by: 'subject_id' },
  request_task: { of: 'request', by: 'request_id' },
  request_task_part: { of: 'request_task', by: 'task_id' },
  webhook: { of: 'request_task', by: 'task_id' },
  request_package: { of: 'request', by: 'request_id' },
  connected_system: 'carried',
  // What the backup has of requests that were erased since stands among the others' records, and goes with them again.
  request_figure: 'carried',
  subscription: { of: 'subscriber', by: 'subscriber_id' },
  subscriber_link: { of: 'subscriber', by: 'subject_id' },
  notice: { key: ['document', 'version'] },
  campaign: { key: ['id'] },
  campaign_batch: { of: 'campaign', by: 'campaign' },
  notice_recipient: { of: 'campaign', by: 'campaign' },
  notice_other_means: { of: 'campaign', by: 'campaign' },
  objection: { key: ['id'] },
  webhook_event: 'carried',
  // Whoever has dealt with some of it since has done so for good.
  received_mail: 'carried',
  outgoing_mail: { key: ['id'] },
  // Also which of them are there again.
  undeliverable_address: 'carried',
  suppression: { key: ['address_index', 'kind'] },
  // Taken over before, line by line: the newest counts.
  erased: { key: ['digest'], changes: [] },
  restoration: { key: ['at'] },
  backup_mark: { key: ['id'] },
  // A copy knows of no later time than its own.
  time_seen: 'carried',
  api_key: 'carried',
  // Who was ended, or set another password, since.
  staff: { key: ['id'] },
  staff_recovery_code: { of: 'staff', by: 'holder_id' },
  staff_network: { of: 'staff', by: 'holder_id' },
  desk_act: 'followed',
  api_answer: 'carried',
  erasable_key: 'carried',
  undo_copy: 'carried',
  kept_agreements: 'carried',
  legal_hold: 'carried',
  pending_deletion: 'carried',
  limit_salt: 'carried',
  limit_count: 'carried',
};
