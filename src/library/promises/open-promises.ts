import { readClassing } from './promises.ts';
import { scopeNames } from './scopes.ts';

/** Promises that nobody has shown to be kept, with what will: for whoever checks, never for the public. */
export function showOpenPromises(root: string): string[] {
  const { promises } = readClassing(root, []);
  const open = promises.flatMap(({ id, proof }) => ('open' in proof ? [`  ${id}: ${proof.open}`] : []));
  const outside = promises.flatMap(({ id, scope, proof }) =>
    'outside' in proof ? [`  ${id} (${scopeNames[scope]}): ${proof.outside}`] : [],
  );
  return [
    ...(open.length > 0
      ? ['', `${open.length} promises of this site are open, until this work proves them:`, ...open]
      : []),
    ...(outside.length > 0
      ? ['', `${outside.length} promises are outside this site, and nobody has attested them:`, ...outside]
      : []),
  ];
}
