/** The documents of which notices are given, to choose from. */
export function documentOptions({ notices, documents }: Pick<App.Locals['services'], 'notices' | 'documents'>) {
  return notices
    .documents()
    .map(({ slug, title }) => ({ value: slug, label: title, language: documents.languageOf(slug) }));
}
