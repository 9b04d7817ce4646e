import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { problemsOf } from '../../server/api/operations/operation.ts';
import { problemCodes, wordsFor } from '../../server/api/problems.ts';
import { scopes } from '../../server/api/scopes.ts';
import { jsonOf, keyFor, openTestApi } from '../support/api.ts';
import { openTestServices } from '../support/services.ts';

const pages = join(import.meta.dirname, '..', '..', 'src', 'pages', 'api', 'v1');

interface Described {
  readonly operationId: string;
  readonly 'x-scope'?: string;
  readonly security?: readonly { readonly key: readonly string[] }[];
  readonly parameters?: readonly { readonly name: string }[];
  readonly requestBody?: object;
  readonly responses: Record<string, { content: Record<string, object> }>;
}

async function description() {
  await using api = await openTestApi();
  const document = jsonOf(await api.ask('/api/v1/openapi.json'));
  const described = Object.entries<Record<string, Described>>(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  return { document, described };
}

test('each operation of the API is described, and none that there is not', async () => {
  await using services = await openTestServices();
  const { described, document } = await description();
  const name = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

  expect(described.map(name)).toEqual(services.api.operations.map(name));
  expect(new Set(described.map(({ operation }) => operation.operationId)).size).toBe(described.length);
  expect(document.openapi).toBe('3.1.1');
  for (const { operation, path } of described) {
    const own = services.api.operations.find(({ id }) => id === operation.operationId);
    expect(operation['x-scope'] ?? null, path).toBe(own?.scope);
    expect(operation.security, path).toEqual(own?.scope ? [{ key: [] }] : undefined);
    expect(operation.requestBody !== undefined, path).toBe(own?.body !== null);
    expect(operation.parameters?.[0]?.name, path).toBe(own?.isOnce ? 'Idempotency-Key' : undefined);
  }
});

test('each address that is described is answered, as is described', async () => {
  await using api = await openTestApi();
  const headers = await keyFor(api.services);
  const { described } = await description();

  for (const { path, method, operation } of described) {
    const body = method === 'POST' ? '{"nothing":"of the kind"}' : undefined;
    const asked = { ...headers, 'content-type': 'application/json', 'idempotency-key': path };
    const answer = await api.ask(path, { method, headers: asked, ...(body && { body }) });
    const type = String(answer.headers['content-type']);
    expect(operation.responses[answer.status]?.content[type], `${method} ${path}: ${answer.status}`).toBeDefined();
    expect(answer.status, path).toBe(method === 'POST' ? 422 : 200);
  }
});

test('every problem that an operation may have is described with its status', async () => {
  await using services = await openTestServices();
  const { described } = await description();

  for (const operation of services.api.operations) {
    const found = described.find(({ operation: { operationId } }) => operationId === operation.id);
    for (const code of problemsOf(operation)) {
      expect(JSON.stringify(found?.operation.responses[wordsFor(code).status]), operation.id).toContain(`${code}: `);
    }
  }
});

test('every member that can be sent or is answered says what it is', async () => {
  const { document } = await description();
  const obvious = ['title', 'publishedOn', 'errors', 'documents', 'purposes', 'person'];
  const silent: string[] = [];
  walk(document, (schema) => {
    for (const [name, member] of Object.entries(schema.properties ?? {})) {
      // What stands by itself describes itself.
      if (member.$ref === undefined && !obvious.includes(name) && !/\w.*\.$/.test(member.description ?? ''))
        silent.push(name);
    }
  });
  expect(silent).toEqual([]);
  for (const [name, schema] of Object.entries<{ description?: string }>(document.components.schemas)) {
    expect(schema.description, name).toMatch(/\w.*\.$/);
  }
});

test('every reference leads to a schema, and every example may be sent', async () => {
  await using services = await openTestServices();
  const { document } = await description();

  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
  expect(references.length).toBeGreaterThan(10);
  for (const [, name = ''] of references) expect(Object.keys(document.components.schemas)).toContain(name);
  for (const { body, example, path } of services.api.operations) {
    if (body) expect(body.safeParse(example).success, path).toBe(true);
  }
});

test('every object that can be sent takes the members that it names, and no other', async () => {
  await using services = await openTestServices();
  const open: string[] = [];
  for (const { path, requestBody } of await bodies()) {
    walk(requestBody, (schema) => {
      if (schema.properties && schema.additionalProperties !== false) open.push(path);
    });
  }
  expect(open).toEqual([]);
  expect(services.api.operations.length).toBeGreaterThan(0);
});

test('whatever the page speaks of, it explains: shapes by their name, problems by their code', async () => {
  await using services = await openTestServices();
  const { operations, shapes, problems } = services.api.explain();
  const members = [
    ...operations.flatMap(({ sent, answered }) => [...sent, ...answered]),
    ...shapes.flatMap((one) => one.members),
  ];
  const named = members.flatMap(({ shape }) => shape ?? []);

  expect(named).toEqual(expect.arrayContaining(['ActingPerson', 'Person', 'Place', 'Signatory', 'Version']));
  for (const name of named) expect(shapes.map((shape) => shape.name)).toContain(name);
  const codes = problems.map(({ code }) => code);
  for (const code of operations.flatMap((operation) => operation.problems)) expect(codes).toContain(code);
});

test('every scope opens something', async () => {
  await using services = await openTestServices();
  const used = services.api.operations.map(({ scope }) => scope);

  expect(scopes.filter((scope) => !used.includes(scope))).toEqual([]);
});

test('every problem says what to do', () => {
  for (const code of problemCodes) {
    const { title, detail, status } = wordsFor(code);
    expect(title, code).toMatch(/^[A-Z].*[^.]$/);
    expect(detail, code).toMatch(/^[A-Z].*\.$/);
    expect(status, code).toBeGreaterThanOrEqual(400);
  }
});

test('the endpoints of the site hand everything to the API and decide nothing', () => {
  const sources = readdirSync(pages).map((name) => readFileSync(join(pages, name), 'utf8'));

  expect(readdirSync(pages).sort()).toEqual(['[...address].ts', 'openapi.json.ts']);
  for (const source of sources) expect(source).not.toMatch(/\bif\b|session|cookie/i);
});

async function bodies() {
  const { described } = await description();
  return described.map(({ path, operation: { requestBody } }) => ({ path, requestBody }));
}

interface Schema {
  readonly properties?: Record<string, { description?: string; $ref?: string }>;
  readonly additionalProperties?: unknown;
}

function walk(value: unknown, visit: (schema: Schema) => void): void {
  if (value === null || typeof value !== 'object') return;
  visit(value as Schema);
  for (const one of Object.values(value)) walk(one, visit);
}
