declare namespace App {
  type PorchLocals = import('../server/http/rendering.ts').Locals;
  interface Locals extends PorchLocals {
    /** Null where nobody is signed in, as on every prerendered page. */
    session: import('../server/accounts/sessions.ts').Session | null;
  }
}

/** What this build starts from, by src/build.ts. */
declare module 'virtual:build' {
  export const contentDir: string;
  /** What absolute addresses begin with. */
  export const origin: string;
  /** The day that the build takes for today, where the company is. */
  export const today: string;
  /** Where this build is one for an interval to come: the day of the build that it belongs to. */
  export const intervalAfter: string | null;
  /** Where renderings are kept. */
  export const shelfPlace: import('./documents/shelf.ts').Place | null;
}

/** The clauses in effect from each day on that this build knows, for the search that the server answers. */
declare module 'virtual:clauses' {
  export const intervals: readonly {
    readonly from: string;
    readonly clauses: readonly import('./documents/search.ts').Findable[];
  }[];
}
