import { legible } from '../model/hidden-signs.ts';
import { type Problem, showProblem } from '../model/problem.ts';

/** A part of what a review says. */
export interface Part {
  readonly heading: string;
  readonly text: string;
  /** Never cut. */
  readonly isLoud?: true;
}

/** What nobody may miss is said first, in few lines, however much there is of it. */
const loudLines = 40;
const longestLine = 400;

/** What is said of what a change does to what is published already; null where it leaves all of it alone. */
export function alarm(problems: readonly Problem[]): Part | null {
  const frozen = problems.filter(({ isFrozen }) => isFrozen);
  if (frozen.length === 0) return null;
  const text = [
    'Do not merge this. What is published, or how it is recorded, was changed by hand:',
    ...listed(frozen.map(showProblem)),
  ].join('\n');
  return { heading: 'STOP: THIS CHANGE ALTERS WHAT IS PUBLISHED', text, isLoud: true };
}

/** What a change touches beside the texts: none of it was run or looked at here. */
export function beside(paths: readonly string[]): Part | null {
  if (paths.length === 0) return null;
  const text = [
    `This change touches ${paths.length === 1 ? 'a file' : `${paths.length} files`} that no text stands in. The review did not run, use or judge them; whoever merges does:`,
    ...listed(paths),
  ].join('\n');
  return { heading: 'MORE THAN content/ IS CHANGED', text, isLoud: true };
}

/** `before` is wrong on the main branch already: no fault of this change, and no reason to keep it waiting. */
export function found(problems: readonly Problem[], before: readonly string[] = []): Part {
  const others = problems.filter(({ isFrozen }) => !isFrozen).map(showProblem);
  const [own, old] = [others.filter((one) => !before.includes(one)), others.filter((one) => before.includes(one))];
  const nothing = problems.length > others.length || old.length > 0 ? 'Nothing else is wrong.' : 'Nothing is wrong.';
  const text = [
    ...(own.length > 0 ? own.map((one) => `- ${one}`) : [nothing]),
    ...(old.length > 0 ? ['', 'Wrong on the main branch already:', ...old.map((one) => `- ${one}`)] : []),
  ].join('\n');
  return { heading: 'What the check found', text };
}

export function toText(parts: readonly Part[]): string {
  return legible(parts.map(({ heading, text }) => `${heading}\n${'='.repeat(heading.length)}\n${text}`).join('\n\n'));
}

/**
 * The same in at most so many characters: the loud parts whole, of the others each its share, so that a long redline
 * hides no other document.
 */
export function toTextWithin(parts: readonly Part[], limit: number, rest: string): string {
  const whole = toText(parts);
  if (whole.length <= limit) return whole;
  const note = (lines: number) => `… (${lines} more ${lines === 1 ? 'line' : 'lines'} of this part: ${rest})`;
  const frame = (part: Part) => toText([{ ...part, text: '' }]).length + 2 + note(1_000_000).length + 1;
  let left = limit - parts.reduce((sum, part) => sum + frame(part), 0);
  const shares = new Map<Part, number>();
  const loudFirst = [...parts].sort(
    (a, b) => Number(b.isLoud ?? false) - Number(a.isLoud ?? false) || a.text.length - b.text.length,
  );
  for (const [index, part] of loudFirst.entries()) {
    const fair = part.isLoud ? part.text.length : Math.max(0, Math.floor(left / (loudFirst.length - index)));
    const share = Math.min(part.text.length, fair);
    shares.set(part, share);
    left -= share;
  }
  const shown = toText(parts.map((part) => ({ ...part, text: cut(part.text, shares.get(part) ?? 0, note) })));
  return shown.length <= limit ? shown : cut(shown, limit - note(1_000_000).length - 1, note);
}

function cut(text: string, most: number, note: (lines: number) => string): string {
  if (text.length <= most) return text;
  const end = text.lastIndexOf('\n', most);
  const kept = end > 0 ? text.slice(0, end) : text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');
  return `${kept}\n${note(text.slice(kept.length).trim().split('\n').length)}`;
}

export function listed(lines: readonly string[]): string[] {
  const shown = lines.slice(0, loudLines).map((line) => `- ${shortened(line.replace(/[\r\n]+/g, ' '))}`);
  return lines.length > loudLines ? [...shown, `- and ${lines.length - loudLines} more`] : shown;
}

function shortened(line: string): string {
  return line.length > longestLine ? `${line.slice(0, longestLine - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : line;
}
