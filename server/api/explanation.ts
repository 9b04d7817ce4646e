import type { z } from 'zod';
import { anything, kinds, listOf, or } from '../../src/words/api/shapes.ts';
import { fill } from '../../src/words/fill.ts';
import { namedAt, namedSchemas, schemaOf } from './open-api.ts';
import { type Operation, problemsOf } from './operations/operation.ts';
import type { ProblemCode } from './problem-codes.ts';
import { problemCodes, wordsFor } from './problems.ts';

/** A member of a body or of an answer, as a page shows it. */
export interface Member {
  /** Where it stands, like `person.id` or `documents[].title`. */
  readonly path: string;
  readonly kind: string;
  /** The shape with a name of its own that it has, or whose list it is. */
  readonly shape: string | null;
  readonly text: string;
  readonly isOptional: boolean;
}

interface ExplainedOperation extends Pick<Operation, 'id' | 'method' | 'path' | 'title' | 'text' | 'scope'> {
  readonly isOnce: boolean;
  readonly status: number;
  readonly sent: readonly Member[];
  readonly example: string | null;
  readonly answered: readonly Member[];
  readonly problems: readonly ProblemCode[];
}

interface ExplainedProblem {
  readonly code: ProblemCode;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

/** What several operations speak of. */
interface ExplainedShape {
  readonly name: string;
  readonly text: string;
  readonly members: readonly Member[];
}

interface Explanation {
  readonly operations: readonly ExplainedOperation[];
  readonly shapes: readonly ExplainedShape[];
  readonly problems: readonly ExplainedProblem[];
}

/** The API in words, from the same schemas as its description for programs. */
export function explain(operations: readonly Operation[]): Explanation {
  const never: readonly ProblemCode[] = ['origin-foreign'];
  return {
    operations: operations.map((operation) => ({
      ...operation,
      sent: operation.body ? membersOf(operation.body, 'input') : [],
      example: operation.example === undefined ? null : JSON.stringify(operation.example, null, 2),
      answered: membersOf(operation.answer, 'output'),
      problems: problemsOf(operation),
    })),
    shapes: Object.entries(namedSchemas(operations)).map(([name, schema]) => ({
      name,
      text: String(schema['description'] ?? ''),
      members: below(schema, ''),
    })),
    problems: problemCodes
      .filter((code) => !never.includes(code))
      .map((code) => ({ code, ...wordsFor(code) }))
      .sort((one, other) => one.status - other.status),
  };
}

/** As zod writes a schema that says what it is. */
interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly enum?: readonly (string | null)[];
  readonly const?: unknown;
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

function membersOf(schema: z.ZodType, io: 'input' | 'output'): Member[] {
  return below(schemaOf(schema, io), '');
}

function below(schema: Schema, at: string): Member[] {
  const { properties = {}, required = [] } = schema;
  return Object.entries(properties).flatMap(([name, member]) => {
    const path = at ? `${at}.${name}` : name;
    const isOptional = !required.includes(name);
    const own = { path, kind: kindOf(member), shape: shapeOf(member), text: member.description ?? '', isOptional };
    const inner = [member, ...(member.anyOf ?? [])];
    return [
      own,
      ...inner.flatMap((one) => below(one, path)),
      ...inner.flatMap(({ items }) => (items ? below(items, `${path}[]`) : [])),
    ];
  });
}

function shapeOf({ $ref, anyOf = [], items }: Schema): string | null {
  if ($ref) return $ref.slice(namedAt.length);
  return [...anyOf, ...(items ? [items] : [])].map(shapeOf).find((shape) => shape !== null) ?? null;
}

function kindOf({ $ref, type, format, enum: values, const: value, anyOf, items }: Schema): string {
  if ($ref) return $ref.slice(namedAt.length);
  if (anyOf) return anyOf.map(kindOf).join(or);
  if (values) return values.map((one) => JSON.stringify(one)).join(or);
  if (value !== undefined) return JSON.stringify(value);
  if (type === 'array' && items) return fill(listOf, { kind: kindOf(items) });
  return kinds[format ?? ''] ?? kinds[type ?? ''] ?? type ?? anything;
}
