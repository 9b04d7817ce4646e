/** Whether `If-None-Match` names what would be answered, compared weakly (RFC 9110, section 13.1.2). */
export function namesTag(known: string, etag: string): boolean {
  if (known === etag) return true;
  const opaque = etag.replace(/^W\//, '');
  return known.split(',').some((tag) => {
    const trimmed = tag.trim();
    return trimmed === '*' || trimmed.replace(/^W\//, '') === opaque;
  });
}
