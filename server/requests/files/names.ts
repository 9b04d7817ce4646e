import type { fileTypes } from './kinds.ts';

/** UTF-16 units, the ending included. */
const longest = 100;

/** The endings that a file of a type may keep; one with another gets the first of them added. */
const endings: Readonly<Record<(typeof fileTypes)[number], readonly string[]>> = {
  'application/pdf': ['pdf'],
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg'],
  'text/plain': ['txt'],
};

/**
 * A name by which a file can be saved on any system: its last part alone, on one line, without signs that cannot be seen
 * or that turn the letters beside them, without what systems read as a path or a command, and ending as what it is.
 */
export function safeName(given: string, type: keyof typeof endings): string {
  const last = given.slice(-1000).toWellFormed().normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const plain = last
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}\ufffd]/gu, '')
    .replaceAll(/[<>:"|?*%;]/g, '-')
    .replaceAll(/[\p{Z}\s]+/gu, ' ')
    .replaceAll(/^[ .-]+|[ .]+$/g, '');
  const dot = plain.lastIndexOf('.');
  const ending = dot > 0 ? plain.slice(dot + 1).toLowerCase() : '';
  const known = endings[type];
  const kept = known.includes(ending) ? ending : (known[0] ?? '');
  const stem = (known.includes(ending) ? plain.slice(0, dot) : plain).slice(0, longest - kept.length - 1);
  const shown = stem.toWellFormed().replaceAll('\ufffd', '').trim();
  return `${/^(con|prn|aux|nul|com\d|lpt\d)?(\..*)?$/i.test(shown) ? `file${shown && `-${shown}`}` : shown}.${kept}`;
}
