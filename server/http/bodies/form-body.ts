import type { IncomingMessage, ServerResponse } from 'node:http';
import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { isOfSession } from '../../crypto/form-tokens.ts';
import type { Upload } from '../../upload.ts';
import type { ErrorCode } from '../error-responses.ts';
import { type BodyLimits, readBody } from './body.ts';
import { announcedSize } from './framing.ts';
import { isMultipart, type Memory, multipartSize, readMultipart, releaseUploads, takesFiles } from './multipart.ts';
import { isOneClick, isOneClickPath, oneClickForm, sourceOf } from './origin.ts';
import { checkForm } from './urlencoded.ts';

export interface FormBodyOptions {
  readonly origin: string;
  /** Milliseconds in which a form must have come. */
  readonly bodyTime: number;
  /** The same of one with files. */
  readonly uploadTime: number;
  readonly memory: Memory;
}

const formType = 'application/x-www-form-urlencoded';
const formSize = 64 * 1024;
const oneClickSize = 4 * 1024;

/**
 * Receives a form whole, refuses it in words or puts it on the request, where Astro's adapter looks for it. What a
 * page reads has come from this site, is of bearable size and is text; the files that came with it are given back, for
 * Astro would hold them several times.
 */
export async function receiveForm(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  { origin, bodyTime, uploadTime, memory }: FormBodyOptions,
): Promise<Result<readonly Upload[], ErrorCode>> {
  const source = sourceOf(request.headers, origin);
  if (isOneClickPath(path) && source !== 'site') return receiveOneClick(request, response, bodyTime);
  if (source === 'elsewhere') return fail('origin-foreign');
  const contentType = request.headers['content-type'] ?? '';
  if (isMultipart(contentType) && takesFiles(path)) {
    if (request.headers['content-encoding'] !== undefined) return fail('type-unknown');
    if (announcedSize(request.headers) > multipartSize) return fail('files-large');
    if (request.headers.expect !== undefined) response.writeContinue();
    const form = await readMultipart(request, { time: uploadTime, memory });
    if (!form.ok) return form;
    const { text, uploads } = form.value;
    if (source === 'unsaid' && !standsForItself(request, text)) {
      releaseUploads(memory, uploads);
      return fail('origin-unsaid');
    }
    hand(request, text, formType);
    return succeed(uploads);
  }
  if (!isForm(contentType)) return fail(source === 'unsaid' ? 'origin-unsaid' : 'type-unknown');

  const body = await readWhole(request, response, { size: formSize, time: bodyTime });
  if (!body.ok) return body;
  const form = checkForm(body.value);
  if (!form.ok) return form;
  if (source === 'unsaid' && !standsForItself(request, form.value)) return fail('origin-unsaid');
  hand(request, form.value, formType);
  return succeed([]);
}

/**
 * Whether a form that does not say where it comes from has a stamp, which the verb verifies. One that anybody can have
 * says nothing of who sent it: it acts for nobody.
 */
function standsForItself(request: IncomingMessage, form: string): boolean {
  const [stamp, ...others] = new URLSearchParams(form).getAll('stamp');
  if (stamp === undefined || others.length > 0) return false;
  if (!isOfSession(stamp)) delete request.headers.cookie;
  return true;
}

async function receiveOneClick(
  request: IncomingMessage,
  response: ServerResponse,
  time: number,
): Promise<Result<readonly Upload[], ErrorCode>> {
  const body = await readWhole(request, response, { size: oneClickSize, time });
  if (!body.ok) return body;
  if (!(await isOneClick(body.value, request.headers['content-type']))) return fail('origin-foreign');
  hand(request, oneClickForm, formType);
  return succeed([]);
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
