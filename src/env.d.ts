declare namespace App {
  type HandlerLocals = import('../server/http/rendering.ts').Locals;
  interface Locals extends HandlerLocals {
    /** Null where nobody is signed in, as on every prerendered page. */
    session: import('../server/accounts/sessions/sessions.ts').Session | null;
    /** Who of the staff is signed in at the desk: never the holder of an account, nor the other way round. */
    staff: import('../server/desk/staff/sessions.ts').Staff | null;
    /** Where a form is shown again to somebody who had to sign in before it could be taken. */
    isUnsaved?: true;
  }
}

/** What this build starts from, by src/site/build.ts. */
declare module 'virtual:build' {
  export const contentDir: string;
  /** Whether it is another library than content/: a preview, which is never the site. */
  export const isPreview: boolean;
  /** What absolute addresses begin with. */
  export const origin: string;
  /** The day that the build takes for today, where the company is. */
  export const today: string;
  /** Where this build is one for an interval to come: the day of the build that it belongs to. */
  export const intervalAfter: string | null;
  /** Who speaks on these pages, and where it says who that is. */
  export const company: import('./library/model/shapes.ts').Company & {
    readonly imprint: { readonly slug: string; readonly title: string } | null;
  };
  /** Where renderings are kept. */
  export const cachePlace: import('./library/text/rendering-cache.ts').Place | null;
}

/** The search that the server answers: an index for each interval of days that this build knows. */
declare module 'virtual:search' {
  /** The first days of the intervals in which anything can be found, which are the names of their indexes. */
  export const intervals: readonly string[];
  export function openPagefind(name: string): import('./library/text/search.ts').Pagefind;
}
