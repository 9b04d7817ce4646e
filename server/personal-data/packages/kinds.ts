/**
 * Why something is withheld from a copy: GDPR Article 15(4) and Recital 63, 11 CCR 7024(d), what the law forbids to tell,
 * and what was found by the address and is not about the person.
 */
export const withholdingReasons = ['rights-of-others', 'security', 'legal-privilege', 'not-about-them'] as const;
export type WithholdingReason = (typeof withholdingReasons)[number];

/** What may be withheld: a table, some of its rows, one of its columns, a file, or words wherever they stand. */
export const withheldParts = ['table', 'row', 'column', 'file', 'words'] as const;

export const longestWords = 200;
