import { type IncomingMessage, Agent as PlainAgent, request as plainRequest } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { type ErrorResponse, Resend, type Response } from 'resend';

/** Milliseconds after which a connection is closed that nobody uses: before the other side closes it. */
const idle = 4_000;

/** What is said of a request that certainly did not get there. */
export const unreached = 'The provider was not reached';

interface ResendClient extends Resend {
  /** Ends the connections that stay open between requests. */
  close(): void;
}

interface Asked {
  readonly method: string;
  readonly headers: Headers;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/**
 * Resend's own client over connections of ours. It reports every failure of the network alike, and whether a mail may
 * have been accepted must be known; and `fetch` copies what it sends three times, of which a million notices make much.
 */
export function createResendClient(apiKey: string, baseUrl: string): ResendClient {
  const base = baseUrl.replace(/\/$/, '');
  const isSecure = new URL(base).protocol === 'https:';
  const agent = new (isSecure ? SecureAgent : PlainAgent)({ keepAlive: true, timeout: idle });
  return Object.assign(new Resend(apiKey, { baseUrl: base }), { fetchRequest, close: () => agent.destroy() });

  async function fetchRequest<T>(path: string, options: object = {}): Promise<Response<T>> {
    const url = `${base}${path}`;
    // An id may not lead elsewhere.
    if (new URL(url).href !== url) return failure({ message: 'That is no path', statusCode: 404 });
    return await ask<T>(url, options as Asked);
  }

  function ask<T>(url: string, { method, headers, body, signal }: Asked): Promise<Response<T>> {
    const { promise, resolve } = Promise.withResolvers<Response<T>>();
    let mayHaveArrived = false;
    const lost = () => resolve(failure({ message: mayHaveArrived ? 'The provider is silent' : unreached }));
    const asked = { method, headers: Object.fromEntries(headers), agent, signal };
    const request = (isSecure ? secureRequest : plainRequest)(url, asked)
      .on('socket', (socket) => {
        // Nothing is written before.
        if (socket.connecting) socket.once(isSecure ? 'secureConnect' : 'connect', () => (mayHaveArrived = true));
        else mayHaveArrived = true;
      })
      .on('response', (response) => answerIn<T>(response).then(resolve, lost))
      .on('error', lost);
    request.end(body);
    return promise;
  }
}

async function answerIn<T>(response: IncomingMessage): Promise<Response<T>> {
  const { statusCode = 0 } = response;
  const said = await text(response);
  const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
  if (statusCode >= 200 && statusCode < 300) return { data: JSON.parse(said) as T, error: null, headers };
  return { ...failure({ ...errorIn(said), statusCode }), headers };
}

/** What it says is wrong; a gateway before it says it in words of its own. */
function errorIn(said: string): Partial<ErrorResponse> {
  try {
    return JSON.parse(said) as Partial<ErrorResponse>;
  } catch {
    return {};
  }
}

function failure(error: Partial<ErrorResponse>): { error: ErrorResponse; data: null; headers: null } {
  const unsaid = { name: 'application_error', message: '', statusCode: null } as const;
  return { data: null, error: { ...unsaid, ...error }, headers: null };
}
