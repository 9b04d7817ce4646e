/** What a field may hold. */
type Field = string | number | boolean | null;

/**
 * Rows as CSV (RFC 4180), every field in quotes. A field that a spreadsheet would take for a formula begins with an
 * apostrophe, which spreadsheets do not show.
 */
export function toCsv(
  rows: readonly Readonly<Record<string, Field>>[],
  names: readonly string[] = [...new Set(rows.flatMap((row) => Object.keys(row)))],
): string {
  if (names.length === 0) return '';
  const lines = rows.map((row) => names.map((name) => row[name] ?? null));
  return [names, ...lines].map((fields) => `${fields.map(quote).join(',')}\r\n`).join('');
}

function quote(value: Field): string {
  const text = value === null ? '' : String(value);
  // Also behind blanks, and in the wide forms that some spreadsheets read alike.
  const isFormula = typeof value === 'string' && /^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(text);
  return `"${(isFormula ? `'${text}` : text).replaceAll('"', '""')}"`;
}
