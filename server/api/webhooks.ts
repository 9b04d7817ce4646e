import { z } from 'zod';
import { hooks, means } from '../../src/words/api/shapes.ts';
import { taskKinds } from '../requests/tasks/kinds.ts';
import { task } from './operations/request-tasks.ts';
import { address, slug, version } from './operations/shapes.ts';

const timestamp = z.iso.datetime().meta({ description: means.timestamp });

const typed = { description: means.told };

/** What a connected system is sent. A name that it does not know yet it may pass over. */
export const webhooks = {
  'request.task': {
    title: hooks.requestTask.title,
    text: hooks.requestTask.text,
    body: z.strictObject({
      type: z.literal('request.task').meta(typed),
      timestamp,
      data: z
        .strictObject({
          task,
          kind: z.enum(taskKinds).meta({ description: hooks.requestTask.kind }),
          details: address.meta({ description: hooks.requestTask.details }),
        })
        .meta({ description: hooks.requestTask.data }),
    }),
  },
  'document.published': {
    title: hooks.documentPublished.title,
    text: hooks.documentPublished.text,
    body: z.strictObject({
      type: z.literal('document.published').meta(typed),
      timestamp,
      data: z
        .strictObject({
          document: slug('document'),
          title: z.string(),
          ...version.shape,
          effectiveOn: z.iso.date().nullable().meta({ description: hooks.documentPublished.effectiveOn }),
        })
        .meta({ description: hooks.documentPublished.data }),
    }),
  },
} as const;

/** How the standard signs: https://www.standardwebhooks.com/ */
export const webhookHeaders = hooks.headers;
