/** A file for whoever asked alone. */
export function download(name: string, type: string, body: string | Uint8Array | ReadableStream): Response {
  return new Response(body instanceof Uint8Array ? new Uint8Array(body) : body, {
    headers: {
      'Content-Type': type,
      'Content-Disposition': attachmentNamed(name),
      'Cache-Control': 'no-store',
    },
  });
}

/** The name in any script (RFC 6266), and for programs that read only letters, without the others. */
function attachmentNamed(name: string): string {
  const plain = name.replaceAll(/[^\w .()+-]/g, '_');
  if (plain === name) return `attachment; filename="${name}"`;
  const encoded = encodeURIComponent(name).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
