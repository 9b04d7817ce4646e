import { succeed } from '../../../src/library/model/result.ts';
import { today } from '../../context.ts';
import { purposesAnswer } from './consent-shapes.ts';
import { type Operation, operation } from './operation.ts';
import { documentsAnswer } from './shapes.ts';
import { shownVersion } from './versions.ts';

/** What anybody may ask, without a key. */
export const publicOperations: readonly Operation[] = [
  operation({
    id: 'listDocuments',
    method: 'GET',
    path: '/api/v1/documents/',
    scope: null,
    answer: documentsAnswer,
    async run(ctx) {
      const listed = ctx.content.documents.list().map(({ slug, title, isAgreement, inEffect, waiting }) => ({
        document: slug,
        title,
        isAgreement,
        inEffect: inEffect && shownVersion(inEffect, ctx.config),
        waiting: waiting && shownVersion(waiting, ctx.config),
      }));
      return succeed({ day: today(ctx), documents: listed });
    },
  }),
  operation({
    id: 'listPurposes',
    method: 'GET',
    path: '/api/v1/purposes/',
    scope: null,
    answer: purposesAnswer,
    async run(ctx) {
      const listed = ctx.content.purposes.list().map(({ purpose, title, terms, url, ...inEffect }) => ({
        purpose,
        title,
        inEffect: { ...inEffect, url: ctx.config.origin + url },
      }));
      return succeed({ day: today(ctx), purposes: listed });
    },
  }),
];
