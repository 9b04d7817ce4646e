const states =
  'AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY'.split(
    ' ',
  );
const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/** A country or territory (ISO 3166-1), a state as `US-CA`, or `unsaid`. */
export function isRegion(region: string): boolean {
  if (region === 'unsaid') return true;
  if (/^US-[A-Z]{2}$/.test(region)) return states.includes(region.slice(3));
  // ISO 3166-1 leaves these to everybody's own use; Kosovo's is one that all use alike.
  if (/^(AA|Q[M-Z]|X[A-JL-Z]|ZZ)$/.test(region)) return false;
  return /^[A-Z]{2}$/.test(region) && names.of(region) !== undefined;
}
