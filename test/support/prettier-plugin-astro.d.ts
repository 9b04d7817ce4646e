declare module 'prettier-plugin-astro' {
  /** The syntax tree of Astro's own compiler: ESTree with JSX. */
  export const parsers: { readonly astro: { parse(source: string, options: object): Promise<object> } };
}
