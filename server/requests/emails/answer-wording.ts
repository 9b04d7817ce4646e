import {
  type AnswerWording,
  answersFile,
  answersShape,
  type Recourse,
  recourses,
} from '../../../src/library/model/answers.ts';
import { readYaml } from '../../../src/library/model/files/yaml.ts';
import { type Problem, showProblem } from '../../../src/library/model/problem.ts';
import { wordsOf } from '../../mail/writing/wording.ts';
import type { Regime } from '../regimes/clocks.ts';
import { regimesOf } from '../regimes/places.ts';

declare module '../../context.ts' {
  interface Content {
    /** What staff write to people, and what they cannot leave out. */
    readonly answers: AnswerWording;
  }
}

/** Throws with all that is wrong in it. */
export function readAnswerWording(content: string): AnswerWording {
  const problems: Problem[] = [];
  const wording = readYaml(wordsOf(content, answersFile), answersFile, answersShape, problems);
  if (!wording || problems.length > 0) throw new Error(problems.map(showProblem).join('\n'));
  return wording;
}

/** Of the one law that is somebody's, or of none in particular. */
export function recourseOf(region: string): Recourse {
  const [first, ...others] = regimesOf(region);
  if (!first) return 'general';
  if (others.length === 0) return own(first);
  return region === 'CA' ? 'CA-PIPEDA' : region === 'US' ? 'US-OTHER' : 'general';
}

function own(regime: Regime): Recourse {
  return recourses.find((name) => name === regime) ?? (regime.startsWith('US-') ? 'US-OTHER' : 'general');
}
