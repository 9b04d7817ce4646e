import { defineMiddleware } from 'astro:middleware';
import { hasSignal } from '../server/consent/gpc.ts';

/** Prerendered pages know no visitor. Others know who is signed in, to an account or at the desk. A page made for one is kept by nobody, unless it says otherwise. */
export const onRequest = defineMiddleware(async (context, next) => {
  if (context.isPrerendered) return next();

  context.locals.route = context.routePattern;
  const response = await answer().catch((error: unknown) => {
    if (import.meta.env.DEV) throw error;
    // The request handler answers for it; Astro would log it with the address, and keep its cause to itself.
    context.locals.fault = { error };
    return new Response('', { status: 500, headers: { 'X-Astro-Reroute': 'no' } });
  });
  // What others may keep says in the frame whether their browser sends a signal.
  if (response.headers.has('Cache-Control')) response.headers.append('Vary', 'Sec-GPC');
  else response.headers.set('Cache-Control', 'no-store');
  return response;

  async function answer(): Promise<Response> {
    const cookies = context.request.headers.get('cookie');
    const { services } = context.locals;
    const [session, staff] = cookies
      ? await Promise.all([services.accounts.sessionOf(cookies), services.desk.staffOf(cookies)])
      : [null, null];
    // Another site of the domain may have set one of them: then nobody can tell which was meant.
    const isBoth = session !== null && staff !== null;
    context.locals.session = isBoth ? null : session;
    context.locals.staff = isBoth ? null : staff;
    const isSignal = context.request.method === 'POST' && hasSignal(context.request.headers);
    if (isSignal && context.locals.session) await services.signals.record(context.locals.session, context.routePattern);
    const response = await next();
    // The form by which somebody signs in opens the first page that they see signed in.
    const opened = isSignal && !context.locals.session ? await services.accounts.sessionOf(cookiesOf(response)) : null;
    if (opened) await services.signals.record(opened, context.routePattern);
    return response;
  }
});

/** Those that a response gives the browser, as the browser will send them. */
function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ');
}
