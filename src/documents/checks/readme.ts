import type { Library } from '../library.ts';
import { type Problem, problemIn } from '../problem.ts';
import { isConfirmed } from '../shapes.ts';

/** Whether whoever goes live finds every fact that nobody has confirmed in README, under *Before going live*. */
export function checkReadme(
  readme: string,
  { company, subprocessors }: Pick<Library, 'company' | 'subprocessors'>,
): Problem[] {
  const [, section] = /^#+ Before going live\s*$([\s\S]*)/m.exec(readme) ?? [];
  if (section === undefined) return [];

  const facts = Object.values(company.facts)
    .filter((fact) => !isConfirmed(fact))
    .map(({ label }) => label);
  const providers = subprocessors
    .filter(({ legalName, location, transferMechanism, vetted }) =>
      [legalName, location, transferMechanism, vetted].some((fact) => !isConfirmed(fact)),
    )
    .map(({ name }) => name);
  return [...facts, ...providers]
    .filter((label) => !section.includes(label))
    .map((label) =>
      problemIn(
        '../README.md',
        `"${label}" is not confirmed, and README does not say so.`,
        'Add it under *Before going live*.',
      ),
    );
}
