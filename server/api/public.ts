import { dayIn } from '../../src/library/model/days.ts';
import { succeed } from '../../src/library/model/result.ts';
import { purposesAnswer } from './consent-shapes.ts';
import type { ApiNeeds } from './needs.ts';
import { type Operation, operation } from './operation.ts';
import { documentsAnswer, openApiAnswer } from './shapes.ts';
import { shownVersion } from './versions.ts';

/** What anybody may ask, without a key. */
export function publicOperations({
  documents,
  purposes,
  clock,
  company,
  config,
  openApi,
}: Pick<ApiNeeds, 'documents' | 'purposes' | 'clock' | 'company' | 'config'> & { openApi: () => object }): Operation[] {
  return [
    operation({
      id: 'listDocuments',
      method: 'GET',
      path: '/api/v1/documents/',
      scope: null,
      answer: documentsAnswer,
      async run() {
        const listed = documents.list().map(({ slug, title, isAgreement, inEffect, waiting }) => ({
          ...{ document: slug, title, isAgreement },
          inEffect: inEffect && shownVersion(inEffect, config),
          waiting: waiting && shownVersion(waiting, config),
        }));
        return succeed({ day: dayIn(company.timeZone, clock.now()), documents: listed });
      },
    }),
    operation({
      id: 'listPurposes',
      method: 'GET',
      path: '/api/v1/purposes/',
      scope: null,
      answer: purposesAnswer,
      async run() {
        const listed = purposes.list().map(({ purpose, title, terms, url, ...inEffect }) => ({
          ...{ purpose, title, inEffect: { ...inEffect, url: config.origin + url } },
        }));
        return succeed({ day: dayIn(company.timeZone, clock.now()), purposes: listed });
      },
    }),
    operation({
      id: 'describe',
      method: 'GET',
      path: '/api/v1/openapi.json',
      scope: null,
      answer: openApiAnswer,
      run: async () => succeed({ ...openApi() }),
    }),
  ];
}
