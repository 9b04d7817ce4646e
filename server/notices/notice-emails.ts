import { standingFor } from '../../src/library/model/chain-effects.ts';
import { showDay } from '../../src/library/model/days.ts';
import { effectsIn, type ManifestDocument, type ManifestVersion } from '../../src/library/model/manifest.ts';
import { namesLike } from '../../src/library/model/names.ts';
import { failureOf } from '../attempts.ts';
import type { Context } from '../context.ts';
import { isUnreadable } from '../crypto/encryption.ts';
import type { NoticeRow } from '../db/schema.ts';
import { toldOf } from '../mail/outbox.ts';
import { noticeSubject, placeOf, subjectsOf } from './subscribers.ts';

export interface Announced {
  readonly document: ManifestDocument;
  readonly version: ManifestVersion;
}

/**
 * What a subscriber needs to hear; nothing of a cancelled version of which they did not hear. One for each change,
 * also where the text that waits was corrected meanwhile: then it tells of that text.
 */
export function letterTo(
  ctx: Context,
  { id, to, askedAt }: { id: string; to: string; askedAt: string },
  { document, version: told }: Announced,
  wasTold: boolean,
) {
  const version = standingFor(effectsIn(document), told.version) ?? told;
  const before = replacedBy(document.versions, told);
  const unsubscribeLink = `${ctx.config.origin}/updates/unsubscribe/${id}.${ctx.crypto.links.sign('unsubscribe', id)}/`;
  const occasion = occasionOf(document.slug, told);
  const effect = effectOf(document.versions, told);
  const values = {
    document: document.title,
    link: `${ctx.config.origin}${version.url}`,
    preferencesLink: `${ctx.config.origin}/updates/preferences/${id}.${ctx.crypto.links.sign('preferences', id)}/`,
    unsubscribeLink,
  };
  const letter = {
    to,
    askedAt,
    about: noticeSubject(id, document.slug),
    // RFC 8058: the mail program may end the notices by a bare POST to this address. RFC 2919: what it files them under.
    headers: {
      'List-Id': `<notices.${new URL(ctx.config.origin).hostname}>`,
      'List-Unsubscribe': `<${unsubscribeLink}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
  } as const;
  if (!wasTold) {
    if (effect === 'cancelled') return null;
    const what = {
      summary: version.summary,
      publishedOn: showDay(version.publishedOn),
      effectiveOn: showDay(version.effectiveOn),
      compareLink: `${ctx.config.origin}/${document.slug}/compare/${before.version}/${version.version}/`,
    };
    return {
      ...letter,
      template: 'updates-notice',
      occasion: `${occasion}${id}`,
      values: { ...values, ...what },
    } as const;
  }
  const publishedOn = showDay(version.publishedOn);
  if (effect === 'cancelled') {
    const off = { occasion: `${occasion}${effect}:${id}`, values: { ...values, publishedOn } };
    return { ...letter, template: 'updates-cancelled', ...off } as const;
  }
  const moved = {
    occasion: `${occasion}${effect}:${id}`,
    values: { ...values, publishedOn, effectiveOn: showDay(version.effectiveOn) },
  };
  return { ...letter, template: 'updates-moved', ...moved } as const;
}

/** Which of them heard of the version before it was cancelled or moved. */
export async function toldAmong(
  ctx: Context,
  announced: Announced,
  { effect, first_effect }: Pick<NoticeRow, 'effect' | 'first_effect'>,
  ids: readonly string[],
): Promise<Set<string>> {
  if (effect === first_effect) return new Set();
  const { slug } = announced.document;
  const told = await toldOf(
    ctx,
    occasionsOf(ctx, announced),
    ids.flatMap((id) => subjectsOf(ctx, id, slug)),
  );
  return new Set(ids.filter((id) => subjectsOf(ctx, id, slug).some((about) => told.includes(about))));
}

/** One that is damaged keeps nobody else from being told; the operator hears of it. */
export function open(ctx: Context, id: string, sealed: string): string | Error {
  try {
    return ctx.crypto.encryption.open(sealed, placeOf(id));
  } catch (error) {
    if (isUnreadable(error)) return failureOf(id, error);
    throw error;
  }
}

/** What was decided of its effect, and of what corrects it: how often it was moved to another day, or that it is off. */
export function effectOf(
  versions: readonly ManifestVersion[],
  { version, effectMoved, cancelledOn }: ManifestVersion,
): string {
  const correction = versions.find(({ corrects }) => corrects === version);
  if (!correction) return cancelledOn ? 'cancelled' : String(effectMoved);
  // What took its place counts its moves as well.
  return effectOf(versions, correction);
}

/** With what the occasion of each notice of a version begins, under each name that its document had. */
export function occasionsOf(ctx: Context, { document, version }: Announced): string[] {
  return namesLike(ctx.content.manifest.documents, document.slug).map((name) => occasionOf(name, version));
}

/** And that of every notice. */
export const occasionPrefix = 'notice:';

function occasionOf(document: string, { version }: ManifestVersion): string {
  return `${occasionPrefix}${document}:${version}:`;
}

/** What is in force until a version is: the one before it that was neither cancelled nor corrected while it waited. */
function replacedBy(versions: readonly ManifestVersion[], version: ManifestVersion): ManifestVersion {
  const earlier = versions.filter(
    (other) =>
      isLater(version.version, other.version) &&
      !other.cancelledOn &&
      !versions.some(({ corrects }) => corrects === other.version),
  );
  return earlier.reduce(
    (newest, other) => (isLater(other.version, newest.version) ? other : newest),
    earlier[0] ?? version,
  );
}

/** Versions are named by their day; a second one of a day ends in `-2`, a tenth in `-10`. */
export function isLater(version: string, than: string): boolean {
  return version.localeCompare(than, 'en', { numeric: true }) > 0;
}
