import { leftOut } from '../../src/words/account/export.ts';
import type { Schema } from '../db/schema.ts';

/**
 * What a column holds about the holder of an account: something that the export hands over, under its own name or
 * another one, something that it leaves out with a reason that the person is told, or nothing about anybody. What is
 * sealed is opened; of sealed JSON, each field is a column of the export, under its own name where it is given no other.
 */
export type Treatment = Exported | 'not-personal' | { readonly excluded: string };

type Exported = 'exported' | { readonly as: string } | { readonly fields: Readonly<Record<string, string>> };

type Inventory = {
  readonly [Table in keyof Schema]: { readonly [Column in keyof Schema[Table]]-?: Treatment };
};

const digest = { excluded: leftOut.digest };
const appId = { excluded: leftOut.appId };
const secret = { excluded: leftOut.secret };
const link = { excluded: leftOut.link };
const sending = { excluded: leftOut.sending };
const draft = { excluded: leftOut.draft };
const form = { excluded: leftOut.form };
const bookkeeping = { excluded: leftOut.bookkeeping };
const entered = { excluded: leftOut.entered };
const asked = { excluded: leftOut.asked };
const undo = { excluded: leftOut.undo };
const held = { excluded: leftOut.held };
const gone = { excluded: leftOut.gone };
const counting = { excluded: leftOut.counting };
const network = { excluded: leftOut.network };
const staff = { excluded: leftOut.staff };
const acted = { excluded: leftOut.acted };
const answered = { excluded: leftOut.answered };
const gathered = { excluded: leftOut.gathered };

export function isExported(treatment: Treatment): treatment is Exported {
  return typeof treatment === 'object' ? !('excluded' in treatment) : treatment === 'exported';
}

/**
 * Every column of the database, for the export and for whoever wants to know what is held. A test walks the tables as
 * they are and fails for a column that does not stand here.
 */
export const inventory: Inventory = {
  api_key: {
    prefix: 'not-personal',
    name: 'not-personal',
    secret_digest: 'not-personal',
    scopes: 'not-personal',
    created_at: 'not-personal',
    expires_at: 'not-personal',
    revoked_at: 'not-personal',
    last_used_on: 'not-personal',
  },
  linked_identity: { id_index: appId, account_id: 'exported', linked_at: 'exported' },
  api_answer: { id: answered, made_at: answered, answer_sealed: answered },
  sealing_key: { id: 'not-personal', check_sealed: 'not-personal' },
  outgoing_mail: {
    id: 'exported',
    occasion: form,
    template: 'exported',
    about: 'exported',
    recipient_index: digest,
    content_sealed: 'exported',
    queued_at: 'exported',
    attempts: sending,
    attempted_at: sending,
    uncertain_since: sending,
    next_attempt_at: sending,
    leased_until: sending,
    lease: sending,
    sent_at: 'exported',
    failed_at: 'exported',
    problem: sending,
  },
  undeliverable_address: { address_index: digest, since: 'exported', problem: 'exported', mail_id: sending },
  limit_salt: { day: 'not-personal', salt_sealed: 'not-personal' },
  limit_count: { bucket: counting, count: counting, ends_at: counting },
  request: {
    id: 'exported',
    reference: 'exported',
    stamp: form,
    channel: 'exported',
    relation: 'exported',
    person_sealed: { fields: {} },
    address_index: digest,
    account_id: 'exported',
    account_erased_at: bookkeeping,
    law: bookkeeping,
    follows: 'exported',
    received_at: 'exported',
    received_on: 'exported',
    due_on: 'exported',
    confirmed_at: 'exported',
    reminded_at: 'exported',
    closed_at: 'exported',
    outcome: 'exported',
    erased_at: bookkeeping,
    case_link: link,
    holder_id: staff,
    waiting_since: 'exported',
    reminded: bookkeeping,
    unanswered_at: bookkeeping,
    revision: bookkeeping,
    merged_into: 'exported',
  },
  form_draft: { digest: draft, form: draft, stamp: draft, content_sealed: draft, expires_at: draft },
  request_item: {
    id: 'exported',
    request_id: bookkeeping,
    kind: 'exported',
    reach: 'exported',
    due_on: 'exported',
    took_effect_at: 'exported',
    closed_at: 'exported',
    outcome: 'exported',
    ground: 'exported',
  },
  request_date: {
    id: 'exported',
    request_id: bookkeeping,
    kind: 'exported',
    old_on: 'exported',
    new_on: 'exported',
    rule: 'exported',
    reason: 'exported',
    actor: 'exported',
    at: 'exported',
  },
  request_event: {
    id: 'exported',
    request_id: bookkeeping,
    revision: 'exported',
    act: 'exported',
    actor: 'exported',
    at: 'exported',
    on_day: 'exported',
    items: 'exported',
    code: 'exported',
    ends: 'exported',
    detail_sealed: { fields: {} },
  },
  request_message: {
    id: 'exported',
    request_id: bookkeeping,
    stamp: form,
    author: 'exported',
    body_sealed: { as: 'text' },
    written_at: 'exported',
  },
  received_mail: {
    id: 'exported',
    provider_id: bookkeeping,
    received_at: 'exported',
    sender: bookkeeping,
    address_index: bookkeeping,
    head_sealed: { fields: {} },
    body_sealed: 'exported',
    bytes: bookkeeping,
    attempts: bookkeeping,
    next_attempt_at: bookkeeping,
  },
  request_source: { digest: bookkeeping, request_id: bookkeeping, body_sealed: 'exported', kept_at: bookkeeping },
  request_route: {
    id: 'exported',
    request_id: bookkeeping,
    business_sealed: { fields: { name: 'business' } },
    actor: bookkeeping,
    told_at: 'exported',
    due_on: 'exported',
    answered_at: 'exported',
    answer_sealed: 'exported',
    help_asked_at: 'exported',
    help_sealed: 'exported',
  },
  request_file: {
    id: 'exported',
    request_id: bookkeeping,
    message_id: 'exported',
    purpose: 'exported',
    author: 'exported',
    facts_sealed: 'exported',
    key_sealed: secret,
    type: 'exported',
    size: 'exported',
    added_at: 'exported',
    expires_at: 'exported',
    codes_used: bookkeeping,
  },
  request_file_part: {
    file_id: bookkeeping,
    request_id: bookkeeping,
    position: bookkeeping,
    content_sealed: 'exported',
  },
  request_link: {
    digest: secret,
    subject_id: bookkeeping,
    purpose: bookkeeping,
    detail_sealed: bookkeeping,
    expires_at: link,
    used_at: link,
    tries: bookkeeping,
  },
  request_figure: {
    year: 'not-personal',
    kind: 'not-personal',
    outcome: 'not-personal',
    days: 'not-personal',
    count: 'not-personal',
  },
  subscriber: {
    id: 'exported',
    address_sealed: { as: 'email' },
    address_index: digest,
    subscribed_at: 'exported',
    confirmed_at: 'exported',
  },
  subscription: { subscriber_id: 'exported', document: 'exported', confirmed_at: 'exported' },
  subscriber_link: {
    digest: secret,
    subject_id: { as: 'subscriber_id' },
    purpose: bookkeeping,
    detail_sealed: { as: 'documents' },
    expires_at: 'exported',
    used_at: 'exported',
    tries: bookkeeping,
  },
  notice: {
    document: 'not-personal',
    version: 'not-personal',
    effect: 'not-personal',
    seen_at: 'not-personal',
    withheld_at: 'not-personal',
  },
  campaign: {
    id: 'not-personal',
    document: 'not-personal',
    version: 'not-personal',
    kind: 'not-personal',
    replaces: 'not-personal',
    effect: 'not-personal',
    mails: 'not-personal',
    key_id: 'not-personal',
    since: 'not-personal',
    begun_at: 'not-personal',
    cursor: { excluded: leftOut.cursor },
    next_batch: 'not-personal',
    enumerated_at: 'not-personal',
    completed_at: 'not-personal',
    stopped_at: 'not-personal',
    sends_at: 'not-personal',
    held_at: 'not-personal',
    words: 'not-personal',
    told_at: 'not-personal',
    warned_of: 'not-personal',
    people: 'not-personal',
  },
  campaign_batch: {
    id: sending,
    campaign: sending,
    number: sending,
    attempts: sending,
    attempted_at: sending,
    uncertain_since: sending,
    next_attempt_at: sending,
    leased_until: sending,
    lease: sending,
    accepted_at: 'exported',
    failed_at: sending,
    problem: sending,
  },
  notice_recipient: {
    campaign: sending,
    batch: sending,
    reason: 'exported',
    recipient: 'exported',
    digest,
    problem: 'exported',
    problem_at: 'exported',
    delivered_at: 'exported',
  },
  notice_other_means: {
    campaign: sending,
    recipient: sending,
    means: 'exported',
    told_on: 'exported',
    recorded_at: acted,
    recorded_by: acted,
  },
  objection: {
    id: 'exported',
    account_id: 'exported',
    document: 'exported',
    version: 'exported',
    came_by: 'exported',
    grounds_sealed: 'exported',
    objected_at: 'exported',
    objected_on: 'exported',
    due_on: 'exported',
    outcome: 'exported',
    message_sealed: 'exported',
    settled_at: 'exported',
    settled_by: acted,
  },
  webhook_event: { id: 'not-personal', at: 'not-personal' },
  ledger_subject: {
    id: 'exported',
    account_id: 'exported',
    subscriber_id: 'exported',
    salt_sealed: { excluded: leftOut.ledgerName },
    erased_at: bookkeeping,
    salt_until: bookkeeping,
  },
  ledger_entry: {
    seq: 'exported',
    id: 'exported',
    subject_id: 'exported',
    kind: 'exported',
    about: 'exported',
    version: 'exported',
    stamp: form,
    at: 'exported',
    entry: 'exported',
    previous: 'exported',
    digest: 'exported',
    signature: 'exported',
  },
  ledger_part: { entry_id: 'exported', name: 'exported', content_sealed: 'exported' },
  ledger_head: {
    day: 'not-personal',
    seq: 'not-personal',
    digest: 'not-personal',
    acts_seq: 'not-personal',
    acts_digest: 'not-personal',
  },
  account: {
    id: 'exported',
    email_sealed: 'exported',
    email_index: digest,
    name_sealed: 'exported',
    business_sealed: 'exported',
    password_hash: secret,
    password_set_at: 'exported',
    created_at: 'exported',
  },
  sign_up: {
    digest: secret,
    account_id: entered,
    email_sealed: entered,
    email_index: digest,
    name_sealed: entered,
    password_hash: secret,
    expires_at: entered,
  },
  session: {
    id: secret,
    account_id: 'exported',
    signed_in_at: 'exported',
    expires_at: 'exported',
    password_at: 'exported',
    device_sealed: 'exported',
  },
  known_network: { account_id: network, network_index: network, expires_at: network },
  account_link: {
    digest: secret,
    subject_id: 'exported',
    purpose: 'exported',
    detail_sealed: asked,
    expires_at: 'exported',
    used_at: 'exported',
    tries: bookkeeping,
  },
  second_factor: {
    account_id: 'exported',
    secret_sealed: secret,
    confirmed_at: 'exported',
    last_step: { excluded: leftOut.lastCode },
    ends_at: 'exported',
  },
  recovery_code: { account_id: 'exported', digest: secret, used_at: 'exported' },
  erasable_key: { id: undo, key_sealed: undo, expires_at: undo },
  undo_copy: { id: undo, link_digest: undo, copy_sealed: undo, expires_at: undo },
  undo_file_part: { file_id: undo, request_id: undo, position: undo, content_sealed: undo },
  legal_hold: {
    id: held,
    account_id: held,
    detail_sealed: held,
    placed_at: held,
    ends_on: held,
    ended_at: held,
  },
  restoration: { at: 'not-personal' },
  backup_mark: { id: 'not-personal', at: 'not-personal' },
  time_seen: { id: 'not-personal', seen_at: 'not-personal', claimed_at: 'not-personal', claimed_for: 'not-personal' },
  pending_deletion: { account_id: 'exported', asked_at: 'exported' },
  erased: { digest: gone, state: gone, at: gone },
  suppression: { address_index: digest, kind: 'exported', since: 'exported' },
  staff: {
    id: staff,
    name_sealed: staff,
    address_sealed: staff,
    address_index: staff,
    role: staff,
    password_hash: staff,
    password_set_at: staff,
    secret_sealed: staff,
    last_step: staff,
    invited_at: staff,
    active_at: staff,
    ended_at: staff,
  },
  staff_session: { id: staff, staff_id: staff, signed_in_at: staff, seen_at: staff, expires_at: staff },
  staff_link: {
    digest: staff,
    subject_id: staff,
    purpose: staff,
    detail_sealed: staff,
    expires_at: staff,
    used_at: staff,
    tries: staff,
  },
  staff_recovery_code: { staff_id: staff, digest: staff, used_at: staff },
  desk_act: {
    seq: acted,
    actor: acted,
    act: acted,
    reference: acted,
    at: acted,
    entry: acted,
    previous: acted,
    digest: acted,
    signature: acted,
  },
  connected_system: {
    id: 'not-personal',
    url: 'not-personal',
    kinds: 'not-personal',
    key_prefix: 'not-personal',
    secret_sealed: 'not-personal',
    former_secret_sealed: 'not-personal',
    connected_at: 'not-personal',
    ended_at: 'not-personal',
  },
  request_task: {
    id: 'exported',
    request_id: bookkeeping,
    kind: 'exported',
    system: 'exported',
    opened_at: 'exported',
    opened_by: bookkeeping,
    proposed_by: bookkeeping,
    proposed_at: bookkeeping,
    done_at: 'exported',
    done_by: bookkeeping,
    result: 'exported',
    until_on: 'exported',
    instruction_sealed: 'exported',
    note_sealed: 'exported',
  },
  request_task_part: { task_id: gathered, position: gathered, content_sealed: gathered },
  webhook: {
    id: bookkeeping,
    task_id: bookkeeping,
    system: 'not-personal',
    document: 'not-personal',
    version: 'not-personal',
    queued_at: bookkeeping,
    attempts: bookkeeping,
    next_attempt_at: bookkeeping,
    leased_until: bookkeeping,
    sent_at: bookkeeping,
    problem: bookkeeping,
  },
  request_package: {
    id: gathered,
    request_id: gathered,
    gathered_at: gathered,
    prepared_by: gathered,
    revision: gathered,
    content_sealed: gathered,
    redactions_sealed: gathered,
    approved_by: gathered,
    delivered_at: gathered,
    digest: gathered,
    left_out: gathered,
  },
};

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
  recovery_code: { of: 'account', by: 'account_id' },
  known_network: { of: 'account', by: 'account_id' },
  sign_up: 'carried',
  subscriber: { key: ['id'] },
  ledger_subject: 'continued',
  ledger_entry: 'continued',
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
  staff_recovery_code: { of: 'staff', by: 'staff_id' },
  desk_act: 'followed',
  api_answer: 'carried',
  erasable_key: 'carried',
  undo_copy: 'carried',
  legal_hold: 'carried',
  pending_deletion: 'carried',
  limit_salt: 'carried',
  limit_count: 'carried',
};
