import type { IncomingMessage, ServerResponse } from 'node:http';
import { fail, type Result, succeed } from '../result.ts';
import type { AnswerCode } from './answers.ts';
import { type BodyLimits, readBody } from './body.ts';
import { announcedSize } from './framing.ts';
import { isFromSite, isOneClick, isOneClickPath, oneClickForm } from './origin.ts';
import { checkForm } from './urlencoded.ts';

export interface Receiving {
  readonly origin: string;
  /** Milliseconds in which a form must have come. */
  readonly bodyTime: number;
}

const formType = 'application/x-www-form-urlencoded';
const formSize = 64 * 1024;
const oneClickSize = 4 * 1024;

/**
 * Receives a form whole, refuses it in words or puts it on the request, where Astro's adapter looks for it. What a
 * page reads has come from this site, is of bearable size and is text.
 */
export async function receiveForm(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  { origin, bodyTime }: Receiving,
): Promise<Result<null, AnswerCode>> {
  const isOurs = isFromSite(request.headers, origin);
  if (!isOurs && !isOneClickPath(path)) return fail('origin-foreign');

  const type = request.headers['content-type'] ?? '';
  if (isOurs && !isForm(type)) return fail('type-unknown');

  const size = isOurs ? formSize : oneClickSize;
  const body = await readWhole(request, response, { size, time: bodyTime });
  if (!body.ok) return body;

  if (!isOurs) {
    if (!(await isOneClick(body.value, type))) return fail('origin-foreign');
    return hand(request, oneClickForm, formType);
  }
  const form = checkForm(body.value);
  return form.ok ? hand(request, form.value, formType) : form;
}

export async function readWhole(
  request: IncomingMessage,
  response: ServerResponse,
  limits: BodyLimits,
): Promise<Result<Uint8Array<ArrayBuffer>, AnswerCode>> {
  if (request.headers['content-encoding'] !== undefined) return fail('type-unknown');
  if (announcedSize(request.headers) > limits.size) return fail('body-large');
  if (request.headers.expect !== undefined) response.writeContinue();

  const body = await readBody(request, limits);
  if (body.ok) return body;
  return body.problems.includes('body-cut') ? fail('request-malformed') : (body as Result<never, AnswerCode>);
}

/** Puts what was received where Astro's adapter looks for it. */
export function hand(request: IncomingMessage, body: string, type: string): Result<null, never> {
  request.headers['content-type'] = type;
  Object.assign(request, { body: Buffer.from(body) });
  return succeed(null);
}

function isForm(contentType: string): boolean {
  const [type = '', ...parameters] = contentType.toLowerCase().split(';');
  return (
    type.trim() === formType &&
    parameters.every((parameter) => !parameter.includes('charset') || /^\s*charset="?utf-8"?\s*$/.test(parameter))
  );
}
