/** The tables as they are. Times are ISO 8601 in UTC, dates `YYYY-MM-DD`; `_sealed` columns open with `encryption`. */
export interface Schema {
  sealing_key: { id: string; check_sealed: string };
  outgoing_mail: OutgoingMailRow;
  undeliverable_address: UndeliverableAddressRow;
  limit_salt: { day: string; salt_sealed: string };
  limit_count: { bucket: string; count: number };
  request: RequestRow;
  form_draft: FormDraftRow;
  request_item: RequestItemRow;
  request_date: RequestDateRow;
  request_event: RequestEventRow;
  request_message: RequestMessageRow;
  received_mail: ReceivedMailRow;
  request_source: { digest: string; request_id: string; body_sealed: string; kept_at: string };
  request_route: RequestRouteRow;
  request_file: RequestFileRow;
  request_file_part: { file_id: string; request_id: string; position: number; content_sealed: string };
  undo_file_part: { file_id: string; request_id: string; position: number; content_sealed: string };
  request_link: LinkRow;
  request_figure: { year: number; kind: string; outcome: string; days: number; count: number };
  subscriber: SubscriberRow;
  subscription: { subscriber_id: string; document: string; confirmed_at: string };
  subscriber_link: LinkRow;
  notice: NoticeRow;
  campaign: CampaignRow;
  campaign_batch: CampaignBatchRow;
  notice_recipient: NoticeRecipientRow;
  notice_other_means: NoticeOtherMeansRow;
  objection: ObjectionRow;
  webhook_event: { id: string; at: string };
  api_key: ApiKeyRow;
  linked_identity: { id_index: string; account_id: string; linked_at: string };
  /** `id` is the digest of the key's prefix and the act's Idempotency-Key. */
  api_answer: { id: string; made_at: string; answer_sealed: string | null };
  erased: ErasedRow;
  erasable_key: { id: string; key_sealed: string; expires_at: string };
  undo_copy: { id: string; link_digest: string; copy_sealed: string; expires_at: string; has_password: number };
  kept_agreements: { id: string; link_digest: string; expires_at: string; copy_sealed: string };
  legal_hold: LegalHoldRow;
  pending_deletion: {
    account_id: string;
    asked_at: string;
    keeps: 'agreements' | null;
    request_id: string;
  };
  restoration: { at: string };
  backup_mark: { id: string; at: string };
  time_seen: TimeSeenRow;
  suppression: { address_index: string; kind: string; since: string };
  account: AccountRow;
  sign_up: SignUpRow;
  session: SessionRow;
  known_network: { holder_id: string; network_index: string; expires_at: string };
  account_link: LinkRow;
  second_factor: SecondFactorRow;
  recovery_code: { holder_id: string; digest: string; used_at: string | null };
  ledger_subject: LedgerSubjectRow;
  ledger_entry: LedgerEntryRow;
  ledger_words: { digest: string; words: string };
  ledger_part: { entry_id: string; name: string; content_sealed: string };
  ledger_head: LedgerHeadRow;
  staff: StaffRow;
  staff_session: StaffSessionRow;
  staff_network: { holder_id: string; network_index: string; expires_at: string };
  staff_link: LinkRow;
  staff_recovery_code: { holder_id: string; digest: string; used_at: string | null };
  desk_act: DeskActRow;
  connected_system: ConnectedSystemRow;
  request_task: RequestTaskRow;
  request_task_part: { task_id: string; position: number; content_sealed: string };
  webhook: WebhookRow;
  request_package: RequestPackageRow;
}

export interface ConnectedSystemRow {
  id: string;
  url: string;
  kinds: string;
  key_prefix: string;
  secret_sealed: string;
  former_secret_sealed: string | null;
  connected_at: string;
  ended_at: string | null;
}

export interface RequestTaskRow {
  id: string;
  request_id: string;
  kind: string;
  system: string;
  opened_at: string;
  opened_by: string;
  proposed_by: string | null;
  proposed_at: string | null;
  done_at: string | null;
  done_by: string | null;
  result: string | null;
  until_on: string | null;
  instruction_sealed: string | null;
  note_sealed: string | null;
  about_index: string | null;
}

export interface WebhookRow {
  id: string;
  task_id: string | null;
  system: string | null;
  document: string | null;
  version: string | null;
  queued_at: string;
  attempts: number;
  next_attempt_at: string | null;
  leased_until: string | null;
  sent_at: string | null;
  problem: string | null;
}

export interface RequestPackageRow {
  id: string;
  request_id: string;
  gathered_at: string;
  prepared_by: string;
  revision: number;
  content_sealed: string | null;
  redactions_sealed: string | null;
  approved_by: string | null;
  delivered_at: string | null;
  digest: string | null;
  left_out: string | null;
  items: string | null;
}

export interface OutgoingMailRow {
  id: string;
  occasion: string | null;
  template: string;
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
  record_index: string | null;
  account_id: string | null;
  account_erased_at: string | null;
  law: string;
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
  holder_id: string | null;
  waiting_since: string | null;
  reminded: string | null;
  unanswered_at: string | null;
  revision: number;
  merged_into: string | null;
}

interface FormDraftRow {
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

interface RequestDateRow {
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

interface RequestEventRow {
  id: string;
  request_id: string;
  revision: number;
  act: string;
  actor: string;
  at: string;
  on_day: string;
  items: string | null;
  code: string | null;
  ends: number | null;
  detail_sealed: string | null;
}

interface RequestMessageRow {
  id: string;
  request_id: string;
  stamp: string | null;
  author: string;
  body_sealed: string | null;
  outcome: string | null;
  written_at: string;
}

export interface ReceivedMailRow {
  id: string;
  provider_id: string;
  received_at: string;
  sender: string | null;
  address_index: string | null;
  head_sealed: string;
  body_sealed: string | null;
  bytes: number;
  attempts: number;
  next_attempt_at: string;
}

export interface RequestRouteRow {
  id: string;
  request_id: string;
  business_sealed: string | null;
  actor: string;
  told_at: string;
  due_on: string;
  answered_at: string | null;
  answer_sealed: string | null;
  help_asked_at: string | null;
  help_sealed: string | null;
}

export interface RequestFileRow {
  id: string;
  request_id: string;
  message_id: string | null;
  purpose: string;
  author: string;
  facts_sealed: string | null;
  key_sealed: string | null;
  type: string;
  size: number;
  added_at: string;
  expires_at: string | null;
  codes_used: number;
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
  seen_at: string;
  withheld_at: string | null;
}

export interface CampaignRow {
  id: number;
  document: string;
  version: string;
  kind: string;
  replaces: string | null;
  effect: string;
  mails: string;
  key_id: string;
  since: string;
  begun_at: string;
  cursor: string | null;
  agreed_up_to: number;
  next_batch: number;
  enumerated_at: string | null;
  completed_at: string | null;
  stopped_at: string | null;
  sends_at: string;
  held_at: string | null;
  words: string | null;
  told_at: string | null;
  warned_of: string | null;
  people: string;
}

export interface CampaignBatchRow {
  id: string;
  campaign: number;
  number: number;
  attempts: number;
  attempted_at: string | null;
  uncertain_since: string | null;
  next_attempt_at: string;
  leased_until: string | null;
  lease: string | null;
  accepted_at: string | null;
  failed_at: string | null;
  problem: string | null;
}

export interface NoticeRecipientRow {
  campaign: number;
  batch: number;
  reason: string;
  recipient: string;
  digest: string | null;
  problem: string | null;
  problem_at: string | null;
  delivered_at: string | null;
}

interface NoticeOtherMeansRow {
  campaign: number;
  recipient: string;
  means: string;
  told_on: string;
  former_since: string | null;
  recorded_at: string;
  recorded_by: string;
}

export interface ObjectionRow {
  id: string;
  account_id: string | null;
  document: string;
  version: string;
  came_by: string;
  grounds_sealed: string | null;
  objected_at: string;
  objected_on: string;
  due_on: string;
  outcome: string | null;
  message_sealed: string | null;
  settled_at: string | null;
  settled_by: string | null;
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

export interface LedgerHeadRow {
  day: string;
  seq: number;
  digest: string;
  acts_seq: number | null;
  acts_digest: string | null;
}

export interface StaffRow {
  id: string;
  name_sealed: string;
  address_sealed: string;
  address_index: string;
  role: string;
  password_hash: string | null;
  password_set_at: string | null;
  secret_sealed: string | null;
  last_step: number | null;
  invited_at: string;
  active_at: string | null;
  ended_at: string | null;
}

interface StaffSessionRow {
  id: string;
  staff_id: string;
  signed_in_at: string;
  seen_at: string;
  expires_at: string;
}

export interface DeskActRow {
  seq: number;
  actor: string;
  act: string;
  reference: string | null;
  at: string;
  entry: string;
  previous: string;
  digest: string;
  signature: string;
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

interface LedgerSubjectRow {
  id: string;
  account_id: string | null;
  subscriber_id: string | null;
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
