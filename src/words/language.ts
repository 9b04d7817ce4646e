/** Of the words in this folder (BCP 47), and so of the pages that say them. */
export const pageLanguage = 'en';
