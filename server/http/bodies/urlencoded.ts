import { fail, type Result, succeed } from '../../../src/library/model/result.ts';

type FormProblem = 'form-malformed' | 'fields-many';

const mostFields = 200;

/**
 * Checks what a form sent before anything parses it leniently: escapes that are whole, UTF-8 that is valid (which
 * leaves no lone surrogates) and no NUL.
 */
export function checkForm(body: Uint8Array): Result<string, FormProblem> {
  const text = utf8(body);
  if (text === null) return fail('form-malformed');
  return checkFields(text);
}

export function checkFields(text: string): Result<string, FormProblem> {
  let fields = 1;
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1)) fields += 1;
  if (fields > mostFields) return fail('fields-many');

  try {
    return isPlainText(decodeURIComponent(text)) ? succeed(text) : fail('form-malformed');
  } catch {
    return fail('form-malformed');
  }
}

export function isPlainText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** Null where it is no UTF-8. */
export function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
