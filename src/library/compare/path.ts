/** Where two versions are compared; `current` stands for the one in effect on the day the page is read. */
export function comparePath(document: string, a: string, b: string): string {
  return `/${document}/compare/${a}/${b}/`;
}
