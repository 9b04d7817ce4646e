import { z } from 'zod';
import { taskKinds } from '../requests/tasks/kinds.ts';
import { task } from './operations/request-tasks.ts';
import { address, slug, version } from './operations/shapes.ts';

const timestamp = z.iso.datetime().meta({ description: 'When this attempt was made (UTC).' });

const typed = { description: 'What is told.' };

/** What a connected system is sent. A name that it does not know yet it may pass over. */
export const webhooks = {
  'request.task': {
    title: 'There is a task',
    text: 'A request gave the system a task. It names nobody: ask for the task with the key of the system.',
    body: z.strictObject({
      type: z.literal('request.task').meta(typed),
      timestamp,
      data: z
        .strictObject({
          task,
          kind: z.enum(taskKinds).meta({ description: 'Hand over, correct, erase, or keep without using.' }),
          details: address.meta({ description: 'Where the key of the system is told what is to be done.' }),
        })
        .meta({ description: 'Which task.' }),
    }),
  },
  'document.published': {
    title: 'A version was published',
    text: 'For a system that asked to hear of documents: a version was published, once for each. All of it is public.',
    body: z.strictObject({
      type: z.literal('document.published').meta(typed),
      timestamp,
      data: z
        .strictObject({
          document: slug('document'),
          title: z.string(),
          ...version.shape,
          effectiveOn: z.iso
            .date()
            .nullable()
            .meta({ description: 'From when it binds. Null where it was taken back meanwhile.' }),
        })
        .meta({ description: 'Which version.' }),
    }),
  },
} as const;

/** How the standard signs: https://www.standardwebhooks.com/ */
export const webhookHeaders = {
  'webhook-id': 'The name of the event, the same at each attempt: what came twice is done once.',
  'webhook-timestamp': 'When this attempt was made, in seconds since 1970. Refuse what is older than five minutes.',
  'webhook-signature':
    'One or two signatures with a space between, each `v1,` and an HMAC-SHA256 in base64 over id, timestamp and body, joined by full stops, under the secret of the system. One that is right is enough.',
} as const;
