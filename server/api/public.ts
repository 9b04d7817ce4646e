import { dateIn } from '../clock.ts';
import type { PublishedVersion } from '../documents/documents.ts';
import { succeed } from '../result.ts';
import type { ApiNeeds } from './needs.ts';
import { type Operation, operation } from './operation.ts';
import { documentsAnswer, openApiAnswer } from './shapes.ts';

/** What anybody may ask, without a key. */
export function publicOperations({
  documents,
  clock,
  company,
  config,
  openApi,
}: Pick<ApiNeeds, 'documents' | 'clock' | 'company' | 'config'> & { openApi: () => object }): Operation[] {
  return [
    operation({
      id: 'listDocuments',
      method: 'GET',
      path: '/api/v1/documents/',
      title: 'The documents, and what is in effect',
      text: 'Of each document the version that binds today, with the digest that an agreement to it names, and the one that waits for its day.',
      scope: null,
      answer: documentsAnswer,
      async run() {
        const listed = documents.list().map(({ slug, title, inEffect, waiting }) => ({
          ...{ document: slug, title },
          ...{ inEffect: shown(inEffect), waiting: shown(waiting) },
        }));
        return succeed({ day: dateIn(company.timeZone, clock.now()), documents: listed });
      },
    }),
    operation({
      id: 'describe',
      method: 'GET',
      path: '/api/v1/openapi.json',
      title: 'This description, for programs',
      text: 'All that stands on this page, as an OpenAPI 3.1 document.',
      scope: null,
      answer: openApiAnswer,
      run: async () => succeed({ ...openApi() }),
    }),
  ];

  function shown(published: PublishedVersion | null) {
    if (!published) return null;
    const { version, publishedOn, effectiveOn, textSha256, sourceSha256, url, textUrl } = published;
    return {
      ...{ version, publishedOn, effectiveOn, class: published.class, textSha256, sourceSha256 },
      ...{ url: config.origin + url, textUrl: config.origin + textUrl },
    };
  }
}
