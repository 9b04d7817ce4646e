declare namespace App {
  type PorchLocals = import('../server/http/rendering.ts').Locals;
  interface Locals extends PorchLocals {}
}

/** What this build starts from, by src/build.ts. */
declare module 'virtual:build' {
  export const contentDir: string;
  /** The day that the build takes for today, where the company is. */
  export const today: string;
}

/** The clauses in effect, for the search that the server answers, by src/build.ts. */
declare module 'virtual:clauses' {
  export const clauses: readonly import('./documents/search.ts').Findable[];
}
