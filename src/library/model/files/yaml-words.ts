import type { ErrorCode, YAMLParseError } from 'yaml';
import type { z } from 'zod';

interface Said {
  readonly problem: string;
  readonly remedy: string;
}

const quote = 'Put the words after the colon between quotation marks, as title: "Terms: the rules".';
const faults: Partial<Record<ErrorCode, Said>> = {
  DUPLICATE_KEY: { problem: 'An entry of this name stands here twice.', remedy: 'Keep one of them.' },
  TAB_AS_INDENT: { problem: 'This line begins with a tab.', remedy: 'Begin it with spaces instead.' },
  BAD_INDENT: {
    problem: 'This line begins further in, or less far, than the ones that it belongs to.',
    remedy: 'Begin it with as many spaces as its neighbours.',
  },
  MISSING_CHAR: {
    problem: 'A quotation mark or a bracket that was opened is never closed, or a colon or comma is missing.',
    remedy: 'Close it, or add what is missing, here or on a line before.',
  },
  BLOCK_AS_IMPLICIT_KEY: { problem: 'A colon stands inside the words of an entry.', remedy: quote },
  MULTILINE_IMPLICIT_KEY: { problem: 'A line is neither an entry nor part of one.', remedy: 'Write `name: value`.' },
  UNEXPECTED_TOKEN: { problem: 'A sign stands where none may stand.', remedy: quote },
  BAD_DQ_ESCAPE: { problem: 'A backslash stands between quotation marks.', remedy: 'Take it out, or write two.' },
};
const other: Said = { problem: 'This line cannot be read.', remedy: `Write each entry as \`name: value\`. ${quote}` };

/** Why a file of entries cannot be read at all. */
export function faultWords({ code }: YAMLParseError): Said {
  return faults[code] ?? other;
}

const kinds: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list, each item after a hyphen',
  object: 'entries of their own, each on a line further in',
  record: 'entries of their own, each on a line further in',
};

/** What is wrong with the value of an entry. `given` is what stands there. */
export function valueWords(issue: z.core.$ZodIssue, given: unknown): Said {
  const mend = 'Mend the entry.';
  if (given === undefined && issue.code !== 'custom') return { problem: 'is missing', remedy: 'Add the entry.' };
  if (given === null && issue.code !== 'custom') {
    return { problem: 'is empty', remedy: 'Write its value after the colon, or take the entry out.' };
  }
  switch (issue.code) {
    case 'invalid_type':
      return {
        problem: `must be ${kinds[issue.expected] ?? 'something else'}`,
        remedy: expected(issue.expected, given),
      };
    case 'invalid_value':
      return { problem: `must be one of ${issue.values.map((value) => String(value)).join(', ')}`, remedy: mend };
    case 'too_small':
      return typeof given === 'number'
        ? { problem: 'is too small a number', remedy: `Write ${String(issue.minimum)} or more.` }
        : { problem: 'is empty', remedy: 'Write its value, or take the entry out.' };
    case 'too_big':
      return { problem: 'is too large', remedy: mend };
    case 'invalid_format':
      return /^Invalid/.test(issue.message)
        ? { problem: `is not ${issue.format === 'email' ? 'an email address' : 'written as it must be'}`, remedy: mend }
        : { problem: issue.message, remedy: mend };
    case 'invalid_union':
      return /^Invalid/.test(issue.message)
        ? { problem: 'is not written as it must be', remedy: 'Compare it with another entry of its kind.' }
        : { problem: issue.message, remedy: mend };
    default:
      return { problem: /^Invalid/.test(issue.message) ? 'is not as it must be' : issue.message, remedy: mend };
  }
}

function expected(kind: string, given: unknown): string {
  return kind === 'string' && (typeof given === 'number' || typeof given === 'boolean' || given instanceof Date)
    ? 'Put it between quotation marks.'
    : 'Mend the entry.';
}
