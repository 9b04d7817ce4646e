/**
 * Whether a browser sends Global Privacy Control: the value is exactly `1`. Several headers arrive joined, and one `1`
 * among them counts (W3C Global Privacy Control, section 3).
 */
export function hasSignal(headers: Headers): boolean {
  return (headers.get('sec-gpc') ?? '').split(',').some((value) => value.trim() === '1');
}
