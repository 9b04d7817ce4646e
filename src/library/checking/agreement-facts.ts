import { clauseIn } from '../model/agreement-facts.ts';
import { readText } from '../model/files/text-file.ts';
import { type Library, versioned } from '../model/library.ts';
import { type Problem, problemIn } from '../model/problem.ts';

/** Whether each fact that an agreement needs is one of the company's, and stands in the clause that is to state it. */
export function checkAgreementFacts(library: Pick<Library, 'root' | 'company' | 'documents' | 'purposes'>): Problem[] {
  return versioned(library).flatMap(({ slug, agreementFacts }) => {
    const draft = readText(library.root, `${slug}/draft.mdx`, []);
    return Object.entries(agreementFacts).flatMap(([id, clause]) => {
      if (!library.company.facts[id]) {
        const choice = Object.keys(library.company.facts).join(', ');
        return [problemIn(`${slug}/document.yaml`, `company.yaml has no fact "${id}".`, `Use one of: ${choice}.`)];
      }
      if (!draft || clauseIn(draft, clause).includes(`<Fact id="${id}" />`)) return [];
      const remedy = `Write <Fact id="${id}" /> there, or name the clause that has it.`;
      return [problemIn(`${slug}/document.yaml`, `The clause #${clause} of the draft does not state "${id}".`, remedy)];
    });
  });
}
