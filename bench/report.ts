/** One line of a bench's result. Numbers are of this machine and this run; ratios and budgets are what counts. */
export interface Row {
  readonly what: string;
  readonly value: string;
  readonly ratio?: string;
  readonly budget?: string;
  readonly isMet?: boolean;
}

export interface Bench {
  readonly name: string;
  run(): Promise<readonly Row[]>;
}

export function tableOf(rows: readonly Row[]): string {
  const lines = rows.map(({ what, value, ratio = '', budget = '', isMet }) => [
    ...[what, value, ratio, budget],
    isMet === undefined ? '' : isMet ? 'met' : 'MISSED',
  ]);
  const table = [['', 'measured', 'ratio', 'budget', ''], ...lines];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0))) ?? [];
  return table
    .map((line) => `  ${line.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd())
    .join('\n');
}
