import type { IncomingMessage, ServerResponse } from 'node:http';
import { fail, type Result } from '../../../src/library/model/result.ts';
import type { ErrorCode } from '../error-responses.ts';
import { type FormBodyOptions, hand, readWhole } from './form-body.ts';
import { utf8 } from './urlencoded.ts';

/** Whether a program is spoken to: it is answered in JSON, also where something is wrong. */
export function isForPrograms(address: string): boolean {
  return address.startsWith('/api/');
}

/** Whether JSON is taken there. Whoever sends it has a key: no browser adds one by itself, as it does with cookies. */
export function takesJson(path: string): boolean {
  return path.startsWith('/api/v1/');
}

const jsonSize = 64 * 1024;
/** What another system hands over about somebody, in parts of as much. */
const handedOverSize = 2 * 1024 * 1024;

/** Receives JSON whole, from whoever shows a key; whether it is a good one the API will say. */
export async function receiveJson(
  request: IncomingMessage,
  response: ServerResponse,
  { bodyTime }: Pick<FormBodyOptions, 'bodyTime'>,
): Promise<Result<null, ErrorCode>> {
  const { authorization, 'content-type': type = '' } = request.headers;
  if (!/^Bearer ./i.test(authorization ?? '')) return fail('key-missing');
  if (!isJson(type)) return fail('type-unknown');

  const size = request.url === '/api/v1/request-tasks/' ? handedOverSize : jsonSize;
  const body = await readWhole(request, response, { size, time: bodyTime });
  if (!body.ok) return body;
  const text = utf8(body.value);
  return text === null ? fail('form-malformed') : hand(request, text, 'application/json');
}

function isJson(contentType: string): boolean {
  return /^application\/json *(; *charset="?utf-8"?)?$/i.test(contentType);
}
