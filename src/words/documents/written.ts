/** What is written for a company into its texts and records, in the language of the text; in English where it is none of these. */
export interface Written {
  /** Of the list of subprocessors. */
  readonly columns: readonly string[];
  /** The one more that the list of customers' data has, before the last. */
  readonly deletesWithin: string;
  readonly unconfirmed: string;
  /** What a version is about that came with a history, before its day: the first of them, and each after it. */
  readonly firstRecorded: string;
  readonly changed: string;
}

const english: Written = {
  columns: ['Name', 'Purpose', 'Data', 'Location', 'Transfer mechanism', 'Since'],
  deletesWithin: 'Deletes within',
  unconfirmed: 'to be confirmed',
  firstRecorded: 'First recorded on',
  changed: 'Changed on',
};

export const written: Readonly<Record<string, Written>> = {
  en: english,
  de: {
    columns: ['Name', 'Zweck', 'Daten', 'Ort', 'Garantie für die Übermittlung', 'Seit'],
    deletesWithin: 'Löscht binnen',
    unconfirmed: 'noch zu bestätigen',
    firstRecorded: 'Erste bekannte Fassung vom',
    changed: 'Geändert am',
  },
  fr: {
    columns: ['Nom', 'Finalité', 'Données', 'Lieu', 'Garantie du transfert', 'Depuis'],
    deletesWithin: 'Efface sous',
    unconfirmed: 'à confirmer',
    firstRecorded: 'Première version connue, du',
    changed: 'Modifiée le',
  },
};

/** The words, and the language (BCP 47) that they are in. */
export function writtenIn(language: string): Written & { readonly language: string } {
  const words = written[language.split('-')[0] ?? ''];
  return words ? { ...words, language } : { ...english, language: 'en' };
}
