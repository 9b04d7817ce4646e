import type { IncomingMessage, ServerResponse } from 'node:http';
import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { hasBody } from './framing.ts';

type BodyProblem = 'body-large' | 'body-slow' | 'body-cut';

export interface BodyLimits {
  /** Bytes. */
  readonly size: number;
  /** Milliseconds in which the whole body must have come. */
  readonly time: number;
}

/** Reads the whole body, or gives up at the first byte too many. The rest is left unread; see `discard`. */
export function readBody(
  request: IncomingMessage,
  limits: BodyLimits,
): Promise<Result<Uint8Array<ArrayBuffer>, BodyProblem>> {
  if (!hasBody(request)) return Promise.resolve(succeed(new Uint8Array()));
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;

    const timer = setTimeout(() => settle(fail('body-slow')), limits.time);
    request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);

    function onData(chunk: Buffer) {
      size += chunk.length;
      if (size > limits.size) settle(fail('body-large'));
      else chunks.push(chunk);
    }

    function onEnd() {
      settle(succeed(new Uint8Array(Buffer.concat(chunks))));
    }

    function onClose() {
      settle(fail('body-cut'));
    }

    function settle(result: Result<Uint8Array<ArrayBuffer>, BodyProblem>) {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
      request.on('error', ignore);
      if (!result.ok) request.pause();
      resolve(result);
    }
  });
}

/**
 * For an answer that leaves a body unread: lets what is still coming run into the void for a moment, and only then
 * ends the connection. To close it at once would reset it, and the answer would not be read.
 */
export function discard(request: IncomingMessage, response: ServerResponse, milliseconds = 2000): void {
  const isLast = !response.shouldKeepAlive;
  response.shouldKeepAlive = true;

  const timer = setTimeout(() => request.socket.destroy(), milliseconds);
  request.once('close', () => clearTimeout(timer));
  request.once('end', () => {
    clearTimeout(timer);
    if (isLast) request.socket.end();
  });
  request.on('error', ignore);
  response.once('finish', () => request.resume());
}

function ignore() {}
