import type { Scope } from '../documents/promises/shapes.ts';

const places: Record<Scope, string> = {
  'this-site': 'on this site',
  'web-app': 'in the web app',
  vendor: 'at a provider',
  company: 'in the company',
};

/** What a proof is called beside its sentence: never more than it shows. */
export function proofLabel({
  scope,
  isInPart,
  proof,
}: {
  scope: Scope;
  isInPart: boolean;
  proof: { test: string } | { attested: object };
}): string {
  return `${'test' in proof ? 'Kept' : 'Attested'}${isInPart ? ' in part' : ''} ${places[scope]}`;
}
