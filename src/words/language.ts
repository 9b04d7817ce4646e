/** Of the words in this folder (BCP 47), and so of the pages that say them. */
export const pageLanguage = 'en';

/** As its readers write it: `1,000`. */
export function showCount(count: number): string {
  return count.toLocaleString(pageLanguage);
}
