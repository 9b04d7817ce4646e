import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Services } from '../services.ts';
import { readWhole } from './bodies/form-body.ts';
import { utf8 } from './bodies/urlencoded.ts';
import type { ErrorCode } from './error-responses.ts';

/** Where the provider says what became of mails, and which it has received for us. No browser is meant: the signature over the body is what counts. */
export const webhookPath = '/webhooks/resend';

const limits = { size: 256 * 1024 };

/** Takes one call: its status, or why it is refused before that. */
export async function receiveWebhook(
  request: IncomingMessage,
  response: ServerResponse,
  {
    notices,
    requests,
    bodyTime,
  }: {
    notices: Pick<Services['notices'], 'takeDeliveryEvent'>;
    requests: Pick<Services['requests'], 'takeReceivedMail'>;
    bodyTime: number;
  },
): Promise<200 | 400 | ErrorCode> {
  const body = await readWhole(request, response, { ...limits, time: bodyTime });
  if (!body.ok) return body.problems[0] ?? 'form-malformed';
  const header = (name: string) => String(request.headers[`svix-${name}`] ?? request.headers[`webhook-${name}`] ?? '');
  const headers = { id: header('id'), timestamp: header('timestamp'), signature: header('signature') };
  const said = utf8(body.value) ?? '';
  const ofSent = await notices.takeDeliveryEvent(said, headers);
  const outcome = ofSent === 'ignored' ? await requests.takeReceivedMail(said, headers) : ofSent;
  if (outcome === 'unwanted') return 'not-found';
  // It says it again later.
  if (outcome === 'full') return 'busy';
  return outcome === 'forged' ? 400 : 200;
}
