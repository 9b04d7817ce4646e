import { type Library, versioned } from '../model/library.ts';
import { type Problem, problemIn } from '../model/problem.ts';
import { roles } from '../model/shapes.ts';

/** Whether each role is one document's, so that the site knows where to lead. */
export function checkRoles(library: Pick<Library, 'documents' | 'purposes'>): Problem[] {
  return roles.flatMap((role) => {
    const [first, ...others] = versioned(library).filter((document) => document.role === role);
    return others.map(({ slug }) => {
      const problem = `${first?.slug} has the role "${role}" already.`;
      return problemIn(`${slug}/document.yaml`, problem, 'Leave `role` to one of the two.');
    });
  });
}
