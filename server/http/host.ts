/** Tells whether a Host header names the site itself; the default port may be written out. */
export function hostCheck(origin: string): (host: string | undefined) => boolean {
  const { host, protocol } = new URL(origin);
  const withPort = `${host}:${protocol === 'https:' ? 443 : 80}`;

  return (given) => {
    if (given === host) return true;
    const name = given?.toLowerCase();
    return name === host || name === withPort;
  };
}
