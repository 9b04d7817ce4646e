import type { Library } from '../model/library.ts';
import { type Problem, problemIn } from '../model/problem.ts';
import { isConfirmed } from '../model/shapes.ts';

/** Whether whoever goes live finds in README, under *Before going live*, each fact that nobody has confirmed. */
export function checkReadme(
  readme: string,
  { company, subprocessors }: Pick<Library, 'company' | 'subprocessors'>,
): Problem[] {
  const [, section] = /^#+ Before going live\s*$([\s\S]*?)(?=^#|$(?![\s\S]))/m.exec(readme) ?? [];
  if (section === undefined) return [];

  const open = Object.values(company.facts).flatMap((fact) => (isConfirmed(fact) ? [] : [fact.label]));
  const isListOpen = subprocessors.some(({ legalName, location, transferMechanism, vetted }) =>
    [legalName, location, transferMechanism, vetted].some((fact) => !isConfirmed(fact)),
  );
  return [...open, ...(isListOpen ? ['subprocessors/list.yaml'] : [])]
    .filter((label) => !section.includes(label))
    .map((label) => {
      const problem = `"${label}" is not confirmed, and README does not say so.`;
      return problemIn('../README.md', problem, 'Add it under *Before going live*.');
    });
}
