import diagnostics from 'node:diagnostics_channel';
import { type ErrorResponse, Resend } from 'resend';
import { hour } from '../clock.ts';
import type { Mail, Outcome, Transport } from './transport.ts';

/** Resend forgets an idempotency key after 24 hours; an hour less allows for clocks and slow answers. */
const recognises = 23 * hour;
const longestPause = 24 * hour;

/** Sends by Resend's interface. The mail's id is the idempotency key: what is sent twice arrives once. */
export function createResendTransport({
  apiKey,
  baseUrl,
  timeout = 30_000,
}: {
  apiKey: string;
  baseUrl: string;
  timeout?: number;
}): Transport {
  const resend = new Resend(apiKey, { baseUrl: baseUrl.replace(/\/$/, '') });
  return { send, recognises };

  async function send({ id, from, to, replyTo, subject, text, html, headers }: Mail): Promise<Outcome> {
    using connection = watchConnection(id);
    // Resend gives each mail a Message-ID of its own; this header carries ours.
    const payload = { from, to, replyTo, subject, text, html, headers: { 'X-Entity-Ref-ID': id, ...headers } };
    const options = { idempotencyKey: id, signal: AbortSignal.timeout(timeout) };
    const { error, headers: answered } = await resend.emails.send(payload, options);
    if (!error) return 'sent';
    if (error.statusCode === null) {
      return connection.wasRefused() ? { retry: 'provider-unreachable' } : { uncertain: 'provider-silent' };
    }
    if (isNoAddress(error)) return { refused: 'address-invalid' };
    return judge(error.statusCode, readPause(answered?.['retry-after']));
  }
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
  return statusCode === 422 && name === 'validation_error' && /\binvalid `to` field/i.test(message);
}

function readPause(retryAfter: string | undefined): number | undefined {
  const seconds = Number(retryAfter ?? Number.NaN);
  return seconds >= 0 ? Math.min(seconds * 1000, longestPause) : undefined;
}

/**
 * Tells whether a connection to the provider could not be made at all. The client reports every failure of the network
 * alike, but fetch publishes the cause (undici, DiagnosticsChannel). Should it cease to, all of them are uncertain.
 */
function watchConnection(key: string) {
  const codes =
    /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_|ERR_TLS_CERT)/;
  let refused = false;
  const listen = (message: unknown) => {
    const { request, error } = message as { request: { headers: unknown }; error: { code?: unknown } };
    if (Array.isArray(request.headers) && request.headers.includes(key)) refused = codes.test(String(error.code));
  };
  diagnostics.subscribe('undici:request:error', listen);
  return {
    wasRefused: () => refused,
    [Symbol.dispose]() {
      diagnostics.unsubscribe('undici:request:error', listen);
    },
  };
}
