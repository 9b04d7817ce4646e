import type { IncomingMessage, ServerResponse } from 'node:http';
import { fail, type Result, succeed } from '../result.ts';
import type { AnswerCode } from './answers.ts';
import { readBody } from './body.ts';
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
  if (request.headers['content-encoding'] !== undefined) return fail('type-unknown');

  const size = isOurs ? formSize : oneClickSize;
  if (announcedSize(request.headers) > size) return fail('body-large');
  if (request.headers.expect !== undefined) response.writeContinue();

  const body = await readBody(request, { size, time: bodyTime });
  if (!body.ok)
    return body.problems.includes('body-cut') ? fail('request-malformed') : (body as Result<never, AnswerCode>);

  if (!isOurs) {
    if (!(await isOneClick(body.value, type))) return fail('origin-foreign');
    return hand(oneClickForm);
  }
  const form = checkForm(body.value);
  return form.ok ? hand(form.value) : form;

  function hand(form: string): Result<null, never> {
    request.headers['content-type'] = formType;
    Object.assign(request, { body: Buffer.from(form) });
    return succeed(null);
  }
}

function isForm(contentType: string): boolean {
  const [type = '', ...parameters] = contentType.toLowerCase().split(';');
  return (
    type.trim() === formType &&
    parameters.every((parameter) => !parameter.includes('charset') || /^\s*charset="?utf-8"?\s*$/.test(parameter))
  );
}
