const units: Readonly<Record<string, string>> = { D: 'day', M: 'month', Y: 'year' };

/** An ISO 8601 duration of one unit in words: `P7D` is `7 days`, `P36M` is `3 years`. Other words stay as they are. */
export function durationInWords(keep: string): string {
  const [, count, unit] = /^P(\d+)([DMY])$/.exec(keep) ?? [];
  if (!count || !unit) return keep;
  const months = Number(count);
  if (unit === 'M' && months % 12 === 0) return durationInWords(`P${months / 12}Y`);
  return `${count} ${units[unit]}${count === '1' ? '' : 's'}`;
}
