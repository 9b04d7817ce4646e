import type { APIRoute } from 'astro';
import { manifestSchema } from '../documents/manifest.ts';

export const GET: APIRoute = () => Response.json(manifestSchema());
