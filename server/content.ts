import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { readYaml } from '../src/library/model/files/yaml.ts';
import { type Problem, showProblem } from '../src/library/model/problem.ts';
import { checkRetention } from '../src/library/model/retention.ts';
import {
  type Company,
  companyShape,
  isConfirmed,
  retentionShape,
  type Subprocessor,
  subprocessorsShape,
} from '../src/library/model/shapes.ts';
import { toBeConfirmed } from '../src/words/account/receipt.ts';

export type { Company };
export type Retention = z.infer<typeof retentionShape>;

/** Reads what the backend needs of the library, once, at start; throws with all that is wrong in it. */
export function readContent(root: string): {
  readonly company: Company;
  readonly retention: Retention;
  readonly subprocessors: readonly Subprocessor[];
} {
  const problems: Problem[] = [];
  const company = readYaml(root, 'company.yaml', companyShape, problems);
  const retention = readYaml(root, 'retention.yaml', retentionShape, problems);
  if (retention) problems.push(...checkRetention(retention));
  const subprocessors = existsSync(join(root, 'subprocessors', 'list.yaml'))
    ? readYaml(root, 'subprocessors/list.yaml', subprocessorsShape, problems)
    : [];
  if (!company || !retention || problems.length > 0)
    throw new Error(`Cannot read content/:\n${problems.map(showProblem).join('\n')}`);
  return { company, retention, subprocessors: subprocessors ?? [] };
}

/** A fact as readers are told it; what nobody has confirmed by name and date is to be confirmed. */
export function factOf({ facts }: Pick<Company, 'facts'>, id: string): string {
  const fact = facts[id];
  return fact && isConfirmed(fact) ? fact.value : toBeConfirmed;
}

/** The duration, such as `P7D`, for which an entry of `content/retention.yaml` is kept; throws where it has none. */
export function durationOf(retention: Retention, id: string): string {
  const duration = givenDurationOf(retention, id);
  if (!duration) throw new Error(`content/retention.yaml: "${id}" needs a duration such as P7D`);
  return duration;
}

/** The same of what is counted in days alone: how many. */
export function daysOf(retention: Retention, id: string): number {
  const days = /^P(\d+)D$/.exec(givenDurationOf(retention, id) ?? '')?.[1];
  if (!days) throw new Error(`content/retention.yaml: "${id}" needs a number of days such as P30D`);
  return Number(days);
}

/** Null where it is given in words. */
export function givenDurationOf(retention: Retention, id: string): string | null {
  const keep = retention.find((entry) => entry.id === id)?.keep ?? '';
  return /^P\d/.test(keep) ? keep : null;
}
