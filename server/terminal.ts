import type { Terminal } from './command.ts';

/** What does something to a terminal instead of being shown, or turns what stands beside it. */
const acting = /(?![\n\t])[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
/** Shown in two columns each (Unicode Standard Annex 11). */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\u{1f300}-\u{1faff}]/u;
const width = 78;

/** A terminal on which every sign is shown: what would move the cursor or turn the line is named. */
export function showingAll(terminal: Terminal): Terminal {
  return {
    print: (text) => terminal.print(shown(text)),
    complain: (text) => terminal.complain(shown(text)),
    input: terminal.input,
  };
}

export function shown(text: string): string {
  return text.replaceAll(acting, (sign) => `<U+${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`);
}

/** What people wrote, each line behind a rule and short enough to stay there, so that it never looks like our own. */
export function quoted(text: string): string[] {
  return shown(text)
    .replaceAll('\t', '    ')
    .split('\n')
    .flatMap((line) => folded(line, width - 2))
    .map((line) => `│ ${line}`.trimEnd());
}

/** The same on one line behind a name of ours; what goes on below begins as far in. */
export function labelled(label: string, text: string): string {
  const indent = 10;
  const lines = folded(shown(text).replaceAll(/[\n\t]/g, ' '), width - indent);
  return lines.map((line, at) => (at === 0 ? label : '').padEnd(indent) + line).join('\n');
}

function folded(line: string, columns: number): string[] {
  const lines = [''];
  let room = columns;
  for (const sign of line) {
    const needed = wide.test(sign) ? 2 : 1;
    if (needed > room) {
      lines.push('');
      room = columns;
    }
    lines[lines.length - 1] += sign;
    room -= needed;
  }
  return lines;
}
