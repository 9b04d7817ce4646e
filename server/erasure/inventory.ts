import type { Schema } from '../db/schema.ts';

/**
 * What a column holds about the holder of an account: something that the export hands over, something that it leaves
 * out with a reason that the person is told, or nothing about anybody.
 */
export type Holding = 'exported' | 'not-personal' | { readonly excluded: string };

type Inventory = {
  readonly [Table in keyof Schema]: { readonly [Column in keyof Schema[Table]]-?: Holding };
};

const digest = { excluded: 'A keyed digest, by which we find your address without storing it in clear.' };
const appId = { excluded: 'A keyed digest of the name that our web app has for you. It cannot be read from it.' };
const secret = { excluded: 'A secret, or the digest of one: with it somebody else could act as you.' };
const link = { excluded: 'The state of a link that we mailed. The mail itself is in the export while we keep it.' };
const sending = { excluded: 'How the sending went, attempt by attempt. When it was sent or failed is in the export.' };
const form = { excluded: 'A number that keeps a form that is sent twice from counting twice.' };
const bookkeeping = { excluded: 'What our own deadlines go by, and nothing that you told us or that we found out.' };
const entered = {
  excluded: 'What somebody entered to open an account and nobody has confirmed. It may be another person’s.',
};
const asked = {
  excluded: 'An address that you want to change to and have not confirmed, and the mail to it. It may not be yours.',
};
const undo = {
  excluded: 'What somebody needs who deleted an account and takes that back. An account that is there has none.',
};
const held = {
  excluded: 'A duty to keep data. As much of it as we may tell stands on the page on which you delete the account.',
};
const gone = { excluded: 'Keyed digests of what has been erased, so that a backup brings nobody back.' };
const counting = { excluded: 'Keyed digests that count forms for a day. Which of them are yours cannot be told.' };
const network = { excluded: 'Keyed digests of networks from which you signed in. They cannot be read.' };
const answered = {
  excluded: 'What the app heard when it recorded an act of yours, for a day. The act itself is in the export.',
};

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
  app_person: { id_index: appId, account_id: 'exported', tied_at: 'exported' },
  api_answer: { id: answered, made_at: answered, answer_sealed: answered },
  sealing_key: { id: 'not-personal', check_sealed: 'not-personal' },
  outgoing_mail: {
    id: 'exported',
    occasion: form,
    template: 'exported',
    kind: 'exported',
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
  limit_salt: { day: 'not-personal', salt_sealed: 'not-personal' },
  limit_count: { bucket: counting, count: counting, ends_at: counting },
  request: {
    id: 'exported',
    reference: 'exported',
    stamp: form,
    channel: 'exported',
    relation: 'exported',
    person_sealed: 'exported',
    address_index: digest,
    account_id: 'exported',
    account_erased_at: bookkeeping,
    received_at: 'exported',
    received_on: 'exported',
    due_on: 'exported',
    confirmed_at: 'exported',
    reminded_at: 'exported',
    closed_at: 'exported',
    outcome: 'exported',
    erased_at: bookkeeping,
    case_link: link,
  },
  request_item: {
    id: 'exported',
    request_id: bookkeeping,
    kind: 'exported',
    took_effect_at: 'exported',
    closed_at: 'exported',
    outcome: 'exported',
    ground: 'exported',
  },
  request_message: {
    id: 'exported',
    request_id: bookkeeping,
    stamp: form,
    author: 'exported',
    body_sealed: 'exported',
    written_at: 'exported',
  },
  request_source: { digest: bookkeeping, request_id: bookkeeping, body_sealed: 'exported', kept_at: bookkeeping },
  confirmation: { digest: secret, request_id: bookkeeping, expires_at: link, used_at: link },
  subscriber: {
    id: 'exported',
    address_sealed: 'exported',
    address_index: digest,
    subscribed_at: 'exported',
    confirmed_at: 'exported',
  },
  subscription: { subscriber_id: 'exported', document: 'exported', confirmed_at: 'exported' },
  subscriber_confirmation: {
    digest: secret,
    subscriber_id: 'exported',
    documents: 'exported',
    expires_at: 'exported',
    used_at: 'exported',
  },
  notice: {
    document: 'not-personal',
    version: 'not-personal',
    seen_at: 'not-personal',
    cursor: { excluded: 'Up to which subscriber a notice has been sent.' },
    completed_at: 'not-personal',
  },
  ledger_subject: {
    id: 'exported',
    account_id: 'exported',
    salt_sealed: {
      excluded: 'A secret under which the ledger names you. Your receipts hold what shows that they are yours.',
    },
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
  ledger_head: { day: 'not-personal', seq: 'not-personal', digest: 'not-personal' },
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
    account_id: 'exported',
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
    last_step: { excluded: 'Which code of your second factor was taken last, so that none is taken twice.' },
    ends_at: 'exported',
  },
  recovery_code: { account_id: 'exported', digest: secret, used_at: 'exported' },
  own_key: { id: undo, key_sealed: undo, expires_at: undo },
  undo_copy: { id: undo, link_digest: undo, copy_sealed: undo, expires_at: undo },
  legal_hold: {
    id: held,
    account_id: held,
    detail_sealed: held,
    placed_at: held,
    ends_on: held,
    ended_at: held,
  },
  restoration: { at: 'not-personal' },
  pending_deletion: { account_id: 'exported', asked_at: 'exported' },
  erased: { digest: gone, state: gone, at: gone },
  suppression: { address_index: digest, kind: 'exported', since: 'exported' },
};
