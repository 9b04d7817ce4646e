/** The tables as they are. Times are ISO 8601 in UTC, dates `YYYY-MM-DD`; `_sealed` columns open with `encryption`. */
export interface Schema {
  sealing_key: { id: string; check_sealed: string };
  outgoing_mail: OutgoingMailRow;
  undeliverable_address: UndeliverableAddressRow;
  limit_salt: { day: string; salt_sealed: string };
  limit_count: { bucket: string; count: number; ends_at: string };
  request: RequestRow;
  form_draft: FormDraftRow;
  request_item: RequestItemRow;
  request_date: RequestDateRow;
  request_message: RequestMessageRow;
  request_source: { digest: string; request_id: string; body_sealed: string; kept_at: string };
  request_link: LinkRow;
  subscriber: SubscriberRow;
  subscription: { subscriber_id: string; document: string; confirmed_at: string };
  subscriber_link: LinkRow;
  notice: NoticeRow;
  api_key: ApiKeyRow;
  linked_identity: { id_index: string; account_id: string; linked_at: string };
  /** `id` is the digest of the key's prefix and the act's Idempotency-Key. */
  api_answer: { id: string; made_at: string; answer_sealed: string | null };
  erased: ErasedRow;
  erasable_key: { id: string; key_sealed: string; expires_at: string };
  undo_copy: { id: string; link_digest: string; copy_sealed: string; expires_at: string };
  legal_hold: LegalHoldRow;
  pending_deletion: { account_id: string; asked_at: string };
  restoration: { at: string };
  backup_mark: { id: string; at: string };
  time_seen: TimeSeenRow;
  suppression: { address_index: string; kind: string; since: string };
  account: AccountRow;
  sign_up: SignUpRow;
  session: SessionRow;
  known_network: { account_id: string; network_index: string; expires_at: string };
  account_link: LinkRow;
  second_factor: SecondFactorRow;
  recovery_code: { account_id: string; digest: string; used_at: string | null };
  ledger_subject: LedgerSubjectRow;
  ledger_entry: LedgerEntryRow;
  ledger_part: { entry_id: string; name: string; content_sealed: string };
  ledger_head: { day: string; seq: number; digest: string };
}

export interface OutgoingMailRow {
  id: string;
  occasion: string | null;
  template: string;
  kind: string;
  about: string;
  recipient_index: string | null;
  content_sealed: string | null;
  queued_at: string;
  attempts: number;
  attempted_at: string | null;
  uncertain_since: string | null;
  next_attempt_at: string;
  leased_until: string | null;
  lease: string | null;
  sent_at: string | null;
  failed_at: string | null;
  problem: string | null;
}

export interface UndeliverableAddressRow {
  address_index: string;
  since: string;
  problem: string;
  mail_id: string;
}

export interface RequestRow {
  id: string;
  reference: string;
  stamp: string | null;
  channel: string;
  relation: string;
  person_sealed: string | null;
  address_index: string | null;
  account_id: string | null;
  account_erased_at: string | null;
  follows: string | null;
  received_at: string;
  received_on: string;
  due_on: string;
  confirmed_at: string | null;
  reminded_at: string | null;
  closed_at: string | null;
  outcome: string | null;
  erased_at: string | null;
  case_link: number;
}

export interface FormDraftRow {
  digest: string;
  form: string;
  stamp: string | null;
  content_sealed: string | null;
  expires_at: string;
}

export interface RequestItemRow {
  id: string;
  request_id: string;
  kind: string;
  reach: string | null;
  due_on: string;
  took_effect_at: string | null;
  closed_at: string | null;
  outcome: string | null;
  ground: string | null;
}

export interface RequestDateRow {
  id: string;
  request_id: string;
  kind: string;
  old_on: string | null;
  new_on: string;
  rule: string;
  reason: string;
  actor: string;
  at: string;
}

export interface RequestMessageRow {
  id: string;
  request_id: string;
  stamp: string | null;
  author: string;
  body_sealed: string | null;
  written_at: string;
}

export interface SubscriberRow {
  id: string;
  address_sealed: string;
  address_index: string;
  subscribed_at: string;
  confirmed_at: string | null;
}

export interface NoticeRow {
  document: string;
  version: string;
  effect: string;
  first_effect: string;
  seen_at: string;
  cursor: string | null;
  completed_at: string | null;
  withheld_at: string | null;
}

export interface AccountRow {
  id: string;
  email_sealed: string;
  email_index: string;
  name_sealed: string;
  business_sealed: string | null;
  password_hash: string;
  password_set_at: string;
  created_at: string;
}

export interface SignUpRow {
  digest: string;
  account_id: string;
  email_sealed: string;
  email_index: string;
  name_sealed: string;
  password_hash: string;
  expires_at: string;
}

export interface SessionRow {
  id: string;
  account_id: string;
  signed_in_at: string;
  expires_at: string;
  password_at: string | null;
  device_sealed: string;
}

/** A one-time link, whatever it is about. */
export interface LinkRow {
  digest: string;
  subject_id: string | null;
  purpose: string;
  detail_sealed: string | null;
  expires_at: string;
  used_at: string | null;
  tries: number;
}

export interface SecondFactorRow {
  account_id: string;
  secret_sealed: string;
  confirmed_at: string;
  last_step: number;
  ends_at: string | null;
}

export interface ApiKeyRow {
  prefix: string;
  name: string;
  secret_digest: string;
  scopes: string;
  created_at: string;
  expires_at: string;
  revoked_at: string | null;
  last_used_on: string | null;
}

export interface ErasedRow {
  digest: string;
  state: string;
  at: string;
}

export interface TimeSeenRow {
  id: string;
  seen_at: string;
  claimed_at: string | null;
  claimed_for: number;
}

export interface LegalHoldRow {
  id: string;
  account_id: string;
  detail_sealed: string;
  placed_at: string;
  ends_on: string;
  ended_at: string | null;
}

export interface LedgerSubjectRow {
  id: string;
  account_id: string | null;
  salt_sealed: string | null;
  erased_at: string | null;
  salt_until: string | null;
}

export interface LedgerEntryRow {
  seq: number;
  id: string;
  subject_id: string;
  kind: string;
  about: string;
  version: string | null;
  stamp: string | null;
  at: string;
  entry: string;
  previous: string;
  digest: string;
  signature: string;
}
