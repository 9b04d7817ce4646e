import { z } from 'zod';
import { description as words } from '../../src/words/api/shapes.ts';
import { fill } from '../../src/words/fill.ts';
import { problemType } from '../http/problem.ts';
import { type Operation, problemsOf } from './operations/operation.ts';
import { problem } from './operations/shapes.ts';
import type { ProblemCode } from './problem-codes.ts';
import { wordsFor } from './problems.ts';
import { webhookHeaders, webhooks } from './webhooks.ts';

type Schema = Record<string, unknown>;

/** Where a schema that has a name stands. */
export const namedAt = '#/components/schemas/';

/** The API as an OpenAPI 3.1 document, made of the schemas that check what is sent. */
export function openApiOf(operations: readonly Operation[], site: { origin: string; name: string; email: string }) {
  const paths = Map.groupBy(operations, ({ path }) => path);
  return {
    openapi: '3.1.1',
    info: {
      title: fill(words.title, site),
      version: '1',
      description: fill(words.text, { address: `${site.origin}/api/` }),
      contact: { name: site.name, url: `${site.origin}/api/`, email: site.email },
      license: { name: 'MIT', url: 'https://spdx.org/licenses/MIT.html' },
    },
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    servers: [{ url: site.origin }],
    security: [],
    tags: Object.entries(words.tags).map(([name, description]) => ({ name, description })),
    paths: Object.fromEntries(
      [...paths].map(([path, there]) => [
        path,
        Object.fromEntries(there.map((operation) => [operation.method.toLowerCase(), described(operation)])),
      ]),
    ),
    webhooks: Object.fromEntries(Object.entries(webhooks).map(([name, told]) => [name, { post: toldBy(name, told) }])),
    components: {
      headers,
      schemas: { Problem: schemaOf(problem, 'output'), ...namedSchemas(operations) },
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: words.key },
      },
    },
  };
}

/** A schema as JSON Schema; those that have a name of their own stand beside it, and are referred to. */
export function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Schema {
  const { $schema, $defs, ...rest } = z.toJSONSchema(schema, { io, override: withoutPattern });
  return relocated(rest);
}

/** The schemas that others refer to, by name. */
export function namedSchemas(operations: readonly Operation[]): Record<string, Schema> {
  const all = [problem, ...operations.flatMap(({ body, answer }) => (body ? [body, answer] : [answer]))];
  const named = all.map((schema) => z.toJSONSchema(schema, { override: withoutPattern }).$defs ?? {});
  return relocated(Object.assign({}, ...named));
}

/** What the format of a date says already, zod says once more in a long pattern. */
function withoutPattern({ jsonSchema }: { jsonSchema: { format?: string; pattern?: string } }): void {
  if (jsonSchema.format?.startsWith('date')) delete jsonSchema.pattern;
}

function relocated<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value).replaceAll('"#/$defs/', `"${namedAt}`)) as Value;
}

function described(operation: Operation) {
  const { id, title, text, scope, body, example, answer, status, isOnce } = operation;
  return {
    operationId: id,
    tags: [tagOf(operation)],
    summary: title,
    description: text,
    ...(scope && { security: [{ key: [] }], 'x-scope': scope }),
    ...(isOnce && { parameters: [idempotencyKey] }),
    ...(body && {
      requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input'), example } } },
    }),
    responses: {
      [status]: {
        description: status === 201 ? words.done : words.answer,
        headers: headersNamed(...(scope ? limited : cached)),
        content: { 'application/json': { schema: schemaOf(answer, 'output') } },
      },
      ...(scope === null && {
        304: { description: words.unchanged, headers: headersNamed(...cached) },
      }),
      ...responsesTo(problemsOf(operation)),
    },
  };
}

function toldBy(name: string, { title, text, body }: (typeof webhooks)[keyof typeof webhooks]) {
  return {
    operationId: name.replace(/\.(.)/, (_, letter: string) => letter.toUpperCase()),
    tags: ['webhooks'],
    summary: title,
    description: fill(words.webhook, { text }),
    security: [],
    parameters: Object.entries(webhookHeaders).map(([name, description]) => ({
      name,
      in: 'header',
      required: true,
      description,
      schema: { type: 'string' },
    })),
    requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'output') } } },
    responses: {
      200: { description: words.heard },
      410: { description: words.gone },
    },
  };
}

function responsesTo(problems: readonly ProblemCode[]) {
  const byStatus = Map.groupBy(problems, (code) => wordsFor(code).status);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `${code}: ${wordsFor(code).title}.`).join(' '),
        headers: headersNamed(...(ofStatus[status] ?? [])),
        content: { [problemType]: { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

function tagOf({ path }: Operation): string {
  return path.split('/')[3] ?? '';
}

const headers = {
  ...headersOf(words.headers),
  'Retry-After': { description: words.headers['Retry-After'], schema: { type: 'integer', minimum: 1 } },
};

const cached = ['Cache-Control', 'ETag'] as const;
const limited = ['Cache-Control', 'RateLimit', 'RateLimit-Policy'] as const;
const ofStatus: Readonly<Record<number, readonly (keyof typeof headers)[]>> = {
  401: ['WWW-Authenticate'],
  403: ['WWW-Authenticate'],
  429: ['Retry-After', 'RateLimit', 'RateLimit-Policy'],
  503: ['Retry-After'],
};

function headersOf<Name extends string>(said: Readonly<Record<Name, string>>) {
  const entries = Object.entries<string>(said).map(([name, description]) => [
    name,
    { description, schema: { type: 'string' } },
  ]);
  return Object.fromEntries(entries) as Record<Name, { description: string; schema: { type: string } }>;
}

function headersNamed(...names: readonly (keyof typeof headers)[]) {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description: words.idempotencyKey,
  schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,200}$' },
};
