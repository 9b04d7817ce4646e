import type { IncomingMessage, ServerResponse } from 'node:http';
import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { isOfSession } from '../../crypto/stamps.ts';
import type { ErrorCode } from '../error-responses.ts';
import { type BodyLimits, readBody } from './body.ts';
import { announcedSize } from './framing.ts';
import { isOneClick, isOneClickPath, oneClickForm, sourceOf } from './origin.ts';
import { checkForm } from './urlencoded.ts';

export interface FormBodyOptions {
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
  { origin, bodyTime }: FormBodyOptions,
): Promise<Result<null, ErrorCode>> {
  const source = sourceOf(request.headers, origin);
  if (isOneClickPath(path) && source !== 'site') return receiveOneClick(request, response, bodyTime);
  if (source === 'elsewhere') return fail('origin-foreign');
  if (!isForm(request.headers['content-type'] ?? '')) {
    return fail(source === 'unsaid' ? 'origin-unsaid' : 'type-unknown');
  }

  const body = await readWhole(request, response, { size: formSize, time: bodyTime });
  if (!body.ok) return body;
  const form = checkForm(body.value);
  if (!form.ok) return form;

  if (source === 'unsaid') {
    const [stamp, ...others] = new URLSearchParams(form.value).getAll('stamp');
    if (stamp === undefined || others.length > 0) return fail('origin-unsaid');
    // The verb verifies the stamp. One that anybody can have says nothing of who sent it: it acts for nobody.
    if (!isOfSession(stamp)) delete request.headers.cookie;
  }
  return hand(request, form.value, formType);
}

async function receiveOneClick(
  request: IncomingMessage,
  response: ServerResponse,
  time: number,
): Promise<Result<null, ErrorCode>> {
  const body = await readWhole(request, response, { size: oneClickSize, time });
  if (!body.ok) return body;
  const isGiven = await isOneClick(body.value, request.headers['content-type']);
  return isGiven ? hand(request, oneClickForm, formType) : fail('origin-foreign');
}

export async function readWhole(
  request: IncomingMessage,
  response: ServerResponse,
  limits: BodyLimits,
): Promise<Result<Uint8Array<ArrayBuffer>, ErrorCode>> {
  if (request.headers['content-encoding'] !== undefined) return fail('type-unknown');
  if (announcedSize(request.headers) > limits.size) return fail('body-large');
  if (request.headers.expect !== undefined) response.writeContinue();

  const body = await readBody(request, limits);
  if (body.ok) return body;
  return body.problems.includes('body-cut') ? fail('request-malformed') : (body as Result<never, ErrorCode>);
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
