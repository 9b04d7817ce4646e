import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Scope, scopes } from '../../server/api/scopes.ts';
import type { Services } from '../../server/services.ts';
import type { Manifest } from '../../src/library/model/manifest.ts';
import { admin } from './admin.ts';
import { manifestWith } from './notices.ts';
import { type Answered, openTestServer, type TestPage } from './server.ts';
import { testPlaces } from './services.ts';

/** The one endpoint that all of the API has, as `src/pages/api/v1/` has it. */
export const apiPage: TestPage = (request, locals) =>
  new URL(request.url).pathname.startsWith('/api/v1/') ? locals.services.api.answer(request, locals) : null;

/** The real request handler before the real API, which knows two documents. */
export async function openTestApi(options: Parameters<typeof openTestServer>[0] & { manifest?: Manifest } = {}) {
  const { manifest = manifestWith(), ...others } = options;
  const folder = mkdtempSync(join(tmpdir(), 'manifest-'));
  const file = join(folder, 'documents.json');
  writeFileSync(file, JSON.stringify(manifest));
  const server = await openTestServer({ page: apiPage, places: { ...testPlaces, manifest: file }, ...others });
  rmSync(folder, { recursive: true });
  return { ...server, send };

  /** JSON as a program with a key sends it. */
  function send(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answered> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return server.ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: text,
    });
  }
}

/** The headers of a program whose key may do so much. */
export async function keyFor(
  { api }: Pick<Services, 'api'>,
  allowed: readonly Scope[] = scopes,
): Promise<{ authorization: string }> {
  const { key } = await api.keys.create({ name: 'Web app', scopes: allowed, days: 365 });
  return { authorization: `Bearer ${key}` };
}

/** What an operator's command says. */
export async function run(services: Services, ...words: string[]) {
  return await admin(services, words);
}

export function jsonOf(answer: Answered) {
  return JSON.parse(answer.text);
}
