/** What an address that the server connects to may hold beside a host and a port. */
export interface Allowed {
  readonly schemes: readonly string[];
  /** The name of a database, and settings of the connection. */
  readonly database?: boolean;
  readonly credentials?: boolean;
}

/**
 * What is wrong with the address of a server that we connect to, in words that never repeat it, for a password may
 * stand in it; null where nothing is. A sign that ends the password too early makes another host of what is left.
 */
export function connectionProblem(name: string, value: string, allowed: Allowed): string | null {
  const [, scheme = '', rest = ''] = /^([a-z][a-z\d+.-]*:\/\/)(.*)$/is.exec(value) ?? [];
  if (!allowed.schemes.includes(scheme.toLowerCase())) return `${name} must begin with ${allowed.schemes.join(' or ')}`;
  const [, authority = '', behind = ''] = /^([^/?#]*)(.*)$/s.exec(rest) ?? [];
  // Only the settings of a connection to a database may hold an @ of their own.
  const isSettled = allowed.database === true && (authority === '' || authority.includes('@'));
  const unasked = isSettled ? behind.replace(/\?[^#]*/, '') : behind;
  const [credentials, ...others] = authority.includes('@') ? authority.split('@').reverse().slice(1) : [];
  if (others.length > 0 || unasked.includes('@') || isBrokenEscape(credentials ?? '')) {
    return `${name} cannot be read: percent-encode the signs # / ? @ % in its name and password (%23 %2F %3F %40 %25)`;
  }
  if (/[\s\p{C}]/u.test(value))
    return `${name} holds a space or a sign that cannot be seen: leave it out, or write %20`;
  if (credentials !== undefined && allowed.credentials === false) return `${name} takes no name and no password`;
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const isSocket = allowed.database === true && host === '' && /[?&]host=./.test(behind);
  if (!isSocket && !/^(\[[\da-f:.]+\]|[a-z\d_]([a-z\d._-]*[a-z\d])?\.?)(:\d{1,5})?$/i.test(host)) {
    return `${name} names no host: write ${scheme}${credentials === undefined ? '' : 'name:password@'}mail.example.com, with a port behind a colon where it needs one`.replace(
      'mail.example.com',
      allowed.database ? 'db.example.com/database' : 'mail.example.com',
    );
  }
  if (Number(/:(\d+)$/.exec(host)?.[1] ?? 1) > 65_535 || (!isSocket && !URL.canParse(value))) {
    return `${name} has a port that there is not: it ends at 65535`;
  }
  if (allowed.database) {
    return /^\/[^/?#]+(\?[^#]*)?$/.test(behind) ? null : `${name} must end in the name of one database, like /legal`;
  }
  return /^\/?$/.test(behind) ? null : `${name} must end behind the host and its port: take away the path, ? and #`;
}

function isBrokenEscape(text: string): boolean {
  try {
    decodeURIComponent(text);
    return false;
  } catch {
    return true;
  }
}
