import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { accounts as accountVerbs, runJobs as runAccounts } from './accounts/accounts.ts';
import { createPasswordQueue } from './accounts/passwords/password-queue.ts';
import { api as apiVerbs } from './api/api.ts';
import { forget as forgetAnswers } from './api/idempotency.ts';
import { apiKeys as apiKeyVerbs } from './api/keys.ts';
import { operations } from './api/operations/operations.ts';
import { attemptAll } from './attempts.ts';
import { backupContext, backups as backupVerbs } from './backups/backups.ts';
import { type Restoring, restoring } from './backups/restore.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { agreements as agreementVerbs } from './consent/agreements.ts';
import { carryForward } from './consent/carry-forward.ts';
import { consents as consentVerbs } from './consent/consents.ts';
import { copies as copyVerbs } from './consent/copies.ts';
import { keptAgreements as keptAgreementVerbs } from './consent/kept-agreements.ts';
import { negotiated as negotiatedVerbs } from './consent/negotiated-agreements.ts';
import { createPurposes, readPurposes } from './consent/purposes.ts';
import { signals as signalVerbs } from './consent/signals.ts';
import { readContent } from './content.ts';
import { bind, type Context } from './context.ts';
import { createBlindIndex } from './crypto/blind-index.ts';
import { createEncryption } from './crypto/encryption.ts';
import { createFormTokens } from './crypto/form-tokens.ts';
import { asKnown, checkKeys } from './crypto/key-check.ts';
import { createKeys } from './crypto/keys.ts';
import { createSigning } from './crypto/signatures.ts';
import { createLinks } from './crypto/tokens.ts';
import { openBackupDriver } from './db/backup-drivers/open-backup-driver.ts';
import { type Opening, openDatabase } from './db/database.ts';
import { createTimeSeen } from './db/time-seen.ts';
import { createHourlyCheckpoint } from './db/wal-checkpoint.ts';
import { desk as deskVerbs, runJobs as runDesk } from './desk/desk.ts';
import { createDocuments } from './documents/documents.ts';
import { readManifest } from './documents/manifest.ts';
import { eraseDrafts, formDrafts as formDraftVerbs } from './form-drafts/form-drafts.ts';
import { ledger as ledgerVerbs, runJobs as runLedger } from './ledger/ledger.ts';
import { mail as mailVerbs } from './mail/mail.ts';
import { openMailer } from './mail/mailer.ts';
import { sweep as sweepMail } from './mail/retention.ts';
import { send as sendNotices } from './notices/campaigns/delivery.ts';
import { notices as noticeVerbs, runJobs as runNotices } from './notices/notices.ts';
import { legalHolds as legalHoldVerbs } from './personal-data/legal-holds.ts';
import { personalData as personalDataVerbs } from './personal-data/personal-data.ts';
import { sweep as sweepLimits } from './rate-limits/rate-limits.ts';
import { readAnswerWording } from './requests/emails/answer-wording.ts';
import { requests as requestVerbs } from './requests/requests.ts';
import { queuePublications } from './requests/tasks/publications.ts';
import { sendWebhooks } from './requests/tasks/webhooks.ts';
import { openTombstones } from './tombstones/file.ts';
import { flush as flushTombstones, sync as syncTombstones } from './tombstones/tombstones.ts';

export type Services = Awaited<ReturnType<typeof openServices>>;

/** What time brings about. Each may run at any moment, on several servers at once, and more than once. */
interface Job {
  readonly name: string;
  /** Ends soon when the signal says so, and goes on the next time. */
  readonly run: (signal?: AbortSignal) => Promise<unknown>;
}

/** Where the server finds what it reads beside its configuration. */
export interface Places {
  readonly content: string;
  /** The one file that tells the backend of documents: see `/documents.json`. */
  readonly manifest: string;
}

const here: Places = { content: 'content', manifest: 'dist/client/documents.json' };

/** Opens everything, and closes it again when disposed. */
export async function openServices(config: Config, clock: Clock, places: Places = here, opening: Opening = {}) {
  const { company, retention, subprocessors } = readContent(places.content);
  const db = await openDatabase(config.databaseUrl, opening);
  const rings = opening.isCommand ? await asKnown(db, config) : config;
  const keys = createKeys(rings.encryptionKeys);
  const encryption = createEncryption(keys);
  const blindIndex = createBlindIndex(keys);
  const links = createLinks(keys);
  const formTokens = createFormTokens({ keys, clock });
  const signing = createSigning(rings.signingKeys);
  await checkKeys({ db, keys, encryption, signing });
  const timeSeen = createTimeSeen({ db, clock, databaseUrl: config.databaseUrl });
  if (!opening.isRestore) await timeSeen.watch();
  const manifest = readManifest(places.manifest);
  const documents = createDocuments({ manifest, clock, company });
  const backupDriver = openBackupDriver(config.databaseUrl);
  const backups = bind(backupContext({ db, clock, timeSeen, config, retention, keys, backupDriver }), backupVerbs);
  const { timeZone, language } = company;
  const purposes = createPurposes({ purposes: readPurposes(places.content), clock, timeZone, language });
  const answers = readAnswerWording(places.content);
  const ctx: Context = {
    db,
    clock,
    timeSeen,
    config,
    content: { folder: places.content, company, retention, subprocessors, manifest, documents, purposes, answers },
    crypto: { keys, encryption, blindIndex, links, formTokens, signing },
    resources: {
      passwords: createPasswordQueue(),
      limitSalts: new Map(),
      mailer: await openMailer({ config, clock, company, content: places.content }),
      carried: new Set(),
      tombstones: openTombstones(join(config.dataDir, 'erased')),
      erasure: { isTidy: true },
    },
  };
  // What is carried forward nobody can take back: a clock that jumped ahead brings no version into effect there.
  const seenDocuments = createDocuments({ manifest, clock: timeSeen, company });
  const seen: Context = { ...ctx, content: { ...ctx.content, documents: seenDocuments } };
  // Notices go out after what waits in the outbox.
  const mail = bind(ctx, { ...mailVerbs, send: sendNotices });
  const { checkpointHourly } = createHourlyCheckpoint(ctx);
  const jobs: readonly Job[] = [
    { name: 'time seen', run: timeSeen.watch },
    { name: 'limits', run: () => sweepLimits(ctx) },
    { name: 'retention of mail', run: () => sweepMail(ctx) },
    { name: 'form drafts', run: () => eraseDrafts(ctx) },
    { name: 'requests', run: (signal) => requestVerbs.runJobs(ctx, signal) },
    { name: 'notices', run: (signal) => runNotices(ctx, signal) },
    { name: 'publications', run: () => queuePublications(ctx) },
    { name: 'webhooks', run: (signal) => sendWebhooks(ctx, signal) },
    { name: 'accounts', run: () => runAccounts(ctx) },
    { name: 'desk', run: (signal) => runDesk(ctx, signal) },
    { name: 'ledger', run: () => runLedger(ctx) },
    { name: 'answers of the API', run: () => forgetAnswers(ctx) },
    { name: 'erasure', run: () => personalDataVerbs.runJobs(ctx) },
    { name: 'list of the erased', run: () => syncTombstones(ctx) },
    { name: 'agreements', run: (signal) => carryForward(seen, signal) },
    { name: 'WAL checkpoint', run: checkpointHourly },
  ];

  return {
    ctx,
    config,
    clock,
    timeSeen,
    company,
    retention,
    db,
    encryption,
    blindIndex,
    links,
    formTokens,
    documents,
    purposes,
    places,
    backups,
    mail,
    mailbox: ctx.resources.mailer.mailbox,
    accounts: bind(ctx, accountVerbs),
    agreements: bind(ctx, agreementVerbs),
    api: { ...bind(ctx, apiVerbs), keys: bind(ctx, apiKeyVerbs), operations },
    consents: bind(ctx, consentVerbs),
    copies: bind(ctx, copyVerbs),
    desk: bind(ctx, deskVerbs),
    formDrafts: bind(ctx, formDraftVerbs),
    keptAgreements: bind(ctx, keptAgreementVerbs),
    ledger: bind(ctx, ledgerVerbs),
    legalHolds: bind(ctx, legalHoldVerbs),
    negotiated: bind(ctx, negotiatedVerbs),
    notices: bind(ctx, noticeVerbs),
    personalData: bind(ctx, personalDataVerbs),
    requests: bind(ctx, requestVerbs),
    signals: bind(ctx, signalVerbs),
    jobs,
    runJobs,
    async [Symbol.asyncDispose]() {
      await mail.stop();
      await flushTombstones(ctx).catch(() => undefined);
      await db.destroy();
    },
  };

  /** All jobs once. */
  async function runJobs(): Promise<void> {
    await attemptAll(
      jobs.map(
        ({ run }) =>
          async () =>
            await run(),
      ),
    );
  }
}

/** What puts a backup in place of a database, which it opens by itself. */
export function openRestoring(config: Config, clock: Clock, places: Places = here): Restoring {
  const { retention } = readContent(places.content);
  const backupDriver = openBackupDriver(config.databaseUrl);
  const keys = createKeys(config.encryptionKeys);
  const encryption = createEncryption(keys);
  const ctx = backupContext({ db: null, clock, timeSeen: clock, config, retention, keys, backupDriver });
  const open = (databaseUrl: string) =>
    openServices({ ...config, databaseUrl }, clock, places, { isRestore: true, isCommand: true });
  const isBuilt = () => existsSync(places.manifest);
  const rings = { keys, encryption, signing: createSigning(config.signingKeys) };
  return bind({ ...ctx, config, rings, isBuilt, open }, restoring);
}
