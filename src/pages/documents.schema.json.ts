import type { APIRoute } from 'astro';
import { manifestSchema } from '../library/model/manifest.ts';

export const prerender = true;

export const GET: APIRoute = () => Response.json(manifestSchema());
