import { type ErrorResponse, Resend } from 'resend';
import { type Clock, hour } from '../../clock.ts';
import { download, isLoopback } from '../download.ts';
import { createProviderLimit } from './provider-limit.ts';
import { createResendClient, unreached } from './resend-client.ts';
import type { Mail, Outcome, ReceivedMail, Transport } from './transport.ts';

/** Resend forgets an idempotency key after 24 hours; an hour less allows for clocks and slow answers. */
const recognises = 23 * hour;
const longestPause = 24 * hour;

/** Sends by Resend's interface. The mail's id is the idempotency key: what is sent twice arrives once. */
export function createResendTransport({
  apiKey,
  baseUrl,
  clock,
  timeout = 30_000,
  batchValidation = 'permissive',
}: {
  apiKey: string;
  baseUrl: string;
  clock: Clock;
  timeout?: number;
  batchValidation?: 'permissive' | 'strict';
}): Transport {
  const resend = createResendClient(apiKey, baseUrl);
  const limit = createProviderLimit({ clock });
  return {
    send,
    recognises,
    bulk: { most: 100, parallel: 4, recognises, send: sendBatch },
    receive,
    close: resend.close,
  };

  async function receive(id: string): Promise<ReceivedMail> {
    if ((await limit.turn()) !== null) return 'later';
    const { data, error, headers } = await resend.emails.receiving.get(
      id,
      {},
      { signal: AbortSignal.timeout(timeout) },
    );
    limit.learn(headers);
    if (error) return error.statusCode === 404 ? 'gone' : 'later';
    return data.raw ? await download(data.raw.download_url, { isLocal: isLoopback(baseUrl), timeout }) : 'gone';
  }

  async function send(mail: Mail): Promise<Outcome> {
    const closed = await limit.turn();
    if (closed !== null) return { retry: 'provider-busy', after: closed };
    const options = { idempotencyKey: mail.id, signal: AbortSignal.timeout(timeout) };
    const { error, headers: answered } = await resend.emails.send(toPayload(mail), options);
    limit.learn(answered);
    if (!error) return 'sent';
    if (error.statusCode === null) return unanswered(error);
    if (isNoAddress(error)) return { refused: 'address-invalid' };
    return judge(error.statusCode, readPause(answered?.['retry-after']));
  }

  /** As one request; a mail that the provider does not take keeps none of the others back. */
  async function sendBatch(mails: readonly Mail[], key: string): Promise<readonly Outcome[]> {
    const closed = await limit.turn();
    if (closed !== null) return mails.map(() => ({ retry: 'provider-busy', after: closed }));
    const options = {
      idempotencyKey: key,
      batchValidation,
      signal: AbortSignal.timeout(timeout),
    } as const;
    const { data, error, headers: answered } = await resend.batch.send(mails.map(toPayload), options);
    limit.learn(answered);
    if (!error) {
      const refused = new Map(errorsIn(data).map((one) => [one.index, refusalIn(one.message)]));
      return mails.map((_, at) => refused.get(at) ?? 'sent');
    }
    if (error.statusCode === null) return mails.map(() => unanswered(error));
    const outcome = isNoAddress(error)
      ? { refused: 'address-invalid' }
      : judge(error.statusCode, readPause(answered?.['retry-after']));
    // Which of them it does not take, it does not say: halved until it does, under keys that are the same each time.
    if (typeof outcome === 'object' && 'refused' in outcome && mails.length > 1) {
      const half = Math.ceil(mails.length / 2);
      const first = await sendBatch(mails.slice(0, half), `${key}a`);
      return asOne([...first, ...(await sendBatch(mails.slice(half), `${key}b`))]);
    }
    return mails.map(() => outcome);
  }
}

function unanswered({ message }: ErrorResponse): Outcome {
  return message === unreached ? { retry: 'provider-unreachable' } : { uncertain: 'provider-silent' };
}

function errorsIn(data: object): { index: number; message: string }[] {
  return 'errors' in data ? (data.errors as { index: number; message: string }[]) : [];
}

/** What goes out under one key is tried again under it as a whole, or not at all. */
function asOne(outcomes: readonly Outcome[]): readonly Outcome[] {
  const open = outcomes.filter((one) => typeof one === 'object' && !('refused' in one));
  // What a part of was accepted is to be known again.
  const isAccepted = outcomes.includes('sent');
  const worst =
    open.find((one) => typeof one === 'object' && 'uncertain' in one) ??
    (isAccepted && open[0] ? { uncertain: 'provider-undecided' } : open[0]);
  return worst ? outcomes.map(() => worst) : outcomes;
}

/** Resend gives each mail a Message-ID of its own; a header carries ours, and a tag tells its webhooks which it is. */
function toPayload({ id, from, to, replyTo, subject, text, html, headers, attachments = [] }: Mail) {
  const tags = [{ name: 'mail', value: id }];
  // One by one alone: what goes out in batches has none.
  const files = attachments.map(({ filename, type, content }) => ({
    filename,
    contentType: `${type}; charset=utf-8`,
    content: Buffer.from(content).toString('base64'),
  }));
  return {
    from,
    to,
    replyTo,
    subject,
    text,
    html,
    headers: { 'X-Entity-Ref-ID': id, ...headers },
    tags,
    ...(files.length > 0 && { attachments: files }),
  };
}

/** What an answer says of the mail. Whoever is unsure says so: only an acceptance that is ruled out may be forgotten. */
function judge(status: number, after: number | undefined): Outcome {
  if (status === 429) return { retry: 'provider-busy', after };
  if ([400, 413, 422, 451].includes(status)) return { refused: 'provider-refused' };
  // The same key is under way or known: an earlier attempt may have been accepted.
  if ([408, 409].includes(status)) return { uncertain: 'provider-undecided' };
  // A wrong key, an unverified domain or a wrong address is ours to mend, and no fault of the mail.
  if (status >= 400 && status < 500) return { retry: 'provider-denied' };
  // Said by a gateway that did not reach the provider; any other failure may have come after the acceptance.
  if ([503, 521, 523].includes(status)) return { retry: 'provider-unavailable', after };
  return { uncertain: 'provider-failed' };
}

/** Resend names the field that it does not take; there is no code of its own for a recipient. */
function isNoAddress({ statusCode, name, message }: ErrorResponse): boolean {
  return statusCode === 422 && name === 'validation_error' && namesAddress.test(message);
}

const namesAddress = /\binvalid `to` field/i;

function refusalIn(message: string): Outcome {
  return { refused: namesAddress.test(message) ? 'address-invalid' : 'provider-refused' };
}

function readPause(retryAfter: string | undefined): number | undefined {
  const seconds = Number(retryAfter ?? Number.NaN);
  return seconds >= 0 ? Math.min(seconds * 1000, longestPause) : undefined;
}

export interface SignatureHeaders {
  readonly id: string;
  readonly timestamp: string;
  readonly signature: string;
}

/** What a webhook of the provider says; null where it was not signed with that secret within the last five minutes. */
export function signedBy(webhookSecret: string, payload: string, headers: SignatureHeaders): unknown {
  try {
    return new Resend('re_none').webhooks.verify({ payload, headers, webhookSecret });
  } catch {
    return null;
  }
}
