import { existsSync, readFileSync } from 'node:fs';
import { type Manifest, manifestShape } from '../../src/library/model/manifest.ts';

/**
 * `/documents.json`, the one public file from which the backend knows the documents. Throws where it is not what the
 * build makes; a site that is not built yet has no documents.
 */
export function readManifest(path: string): Manifest {
  if (!existsSync(path)) return { documents: [] };
  return manifestShape.parse(JSON.parse(readFileSync(path, 'utf8')));
}
