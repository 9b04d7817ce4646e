import { cp, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { showDay } from '../../../src/library/model/days.ts';
import { postpone as postponeVersion } from '../../../src/library/publishing/decision.ts';
import { publish as publishVersion } from '../../../src/library/publishing/publish.ts';
import { fixtureLibrary } from '../../support/library.ts';
import { surroundings } from '../../support/settings.ts';
import { buildSite } from './builder.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const parts = ['public', 'server', 'src', 'astro.config.mjs', 'package.json', 'tsconfig.json'];

const approvedBy = { name: 'Grace Hopper', capacity: 'General Counsel' };

/** A copy of the site with the texts that tests stand on, or others, in which one may publish. */
export async function copySite(texts = fixtureLibrary) {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'whitrack-site-')));
  for (const part of parts) await cp(join(root, part), join(folder, part), { recursive: true });
  await cp(texts, join(folder, 'content'), { recursive: true });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  return {
    folder,
    publish,
    publishOn,
    postpone,
    build,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };

  /** Adds a sentence to the draft, publishes it today, and builds the site; gives the version. */
  async function publish(document: string, sentence: string, summary: string): Promise<string> {
    const today = new Date().toISOString().slice(0, 10);
    const version = await publishSentence(document, sentence, { summary, effectiveOn: null }, today);
    await build();
    return version;
  }

  /** Publishes on a day of the test's own, for a later one. */
  async function publishOn(today: string, document: string, sentence: string, effectiveOn: string): Promise<void> {
    await publishSentence(document, sentence, { summary: sentence, effectiveOn }, today);
  }

  /** Decides, on a day of the test's own, that the version that waits takes effect later. */
  function postpone(document: string, today: string, effectiveOn: string): void {
    const decision = { document, effectiveOn, reason: 'The form is not ready.', by: approvedBy };
    const postponed = postponeVersion(join(folder, 'content'), decision, today);
    if (!postponed.ok) throw new Error(postponed.problems.join('\n'));
  }

  async function publishSentence(
    document: string,
    sentence: string,
    about: { summary: string; effectiveOn: string | null },
    today: string,
  ): Promise<string> {
    const draft = join(folder, 'content', document, 'draft.mdx');
    const text = (await readFile(draft, 'utf8'))
      .replace(/^Last updated: .*$/m, `Last updated: ${showDay(today)}`)
      .replace(/^Stand: .*$/m, `Stand: ${showDay(today, 'de')}`);
    await writeFile(draft, `${text}\n${sentence}\n`);
    const published = publishVersion(
      join(folder, 'content'),
      { document, approvedBy, class: 'notice', ...about },
      today,
    );
    if (!published.ok) throw new Error(published.problems.join('\n'));
    return published.value.version;
  }

  async function build(settings: Record<string, string> = {}, name?: string): Promise<void> {
    // In full, for what is built may be served from another folder.
    const texts = { CONTENT_DIR: join(folder, 'content') };
    const all = { ...surroundings, ASTRO_TELEMETRY_DISABLED: '1', ...texts, ...settings };
    await buildSite(folder, name ? `dist-${name}` : 'dist', all);
  }
}
