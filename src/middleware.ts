import { defineMiddleware } from 'astro:middleware';

/** Prerendered pages know no visitor. A page made for one is kept by nobody, unless it says otherwise. */
export const onRequest = defineMiddleware(async (context, next) => {
  if (context.isPrerendered) return next();

  const response = await next();
  if (!response.headers.has('Cache-Control')) response.headers.set('Cache-Control', 'no-store');
  return response;
});
