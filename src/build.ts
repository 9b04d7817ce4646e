import type { AstroIntegration } from 'astro';

export function documents(): AstroIntegration {
  return { name: 'documents', hooks: {} };
}
