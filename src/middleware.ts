import { defineMiddleware } from 'astro:middleware';
import { hasSignal } from '../server/consent/gpc.ts';

/** Prerendered pages know no visitor. Others know who is signed in. A page made for one is kept by nobody, unless it says otherwise. */
export const onRequest = defineMiddleware(async (context, next) => {
  if (context.isPrerendered) return next();

  context.locals.route = context.routePattern;
  const response = await answer().catch((error: unknown) => {
    if (import.meta.env.DEV) throw error;
    // The request handler answers for it; Astro would log it with the address, and keep its cause to itself.
    context.locals.fault = { error };
    return new Response('', { status: 500, headers: { 'X-Astro-Reroute': 'no' } });
  });
  if (!response.headers.has('Cache-Control')) response.headers.set('Cache-Control', 'no-store');
  return response;

  async function answer(): Promise<Response> {
    const cookies = context.request.headers.get('cookie');
    context.locals.session = cookies ? await context.locals.services.accounts.sessionOf(cookies) : null;
    const { session, services } = context.locals;
    if (session && context.request.method === 'POST' && hasSignal(context.request.headers)) {
      await services.signals.record(session, context.routePattern);
    }
    return next();
  }
});
