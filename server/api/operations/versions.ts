import type { PublishedVersion } from '../../documents/documents.ts';

/** A version as the API shows it, with whole addresses. */
export function shownVersion(published: PublishedVersion, { origin }: { origin: string }) {
  const { version, publishedOn, effectiveOn, textSha256, sourceSha256, url, textUrl } = published;
  return {
    version,
    publishedOn,
    effectiveOn,
    class: published.class,
    textSha256,
    sourceSha256,
    url: origin + url,
    textUrl: origin + textUrl,
  };
}
