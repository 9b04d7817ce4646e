import { z } from 'zod';
import { succeed } from '../../../src/library/model/result.ts';
import { answerTask, tasksForKey } from '../../requests/tasks/answers.ts';
import { longestNote, systemResults, taskKinds } from '../../requests/tasks/kinds.ts';
import { type Operation, operation } from './operation.ts';
import { line } from './shapes.ts';

export const task = line(
  'The task, as the webhook or the list names it.',
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  'Name a task by its id.',
);
const noteError = `Write a note as text of at most ${longestNote} characters, or leave it out.`;

const answered = z.strictObject({
  task,
  result: z.enum(systemResults, { error: 'Say done or nothing-held.' }).meta({
    description:
      'done: what was asked is done, or handed over with this. nothing-held: there is nothing about the person.',
  }),
  data: z.record(z.string(), z.unknown(), { error: 'Hand over the data as an object.' }).optional().meta({
    description:
      'For an export: what you hold about the person, as it is to be handed over. A body of two megabytes at most; a task takes 100 of them, and about 50 megabytes in all.',
  }),
  note: z
    .string({ error: noteError })
    .max(longestNote, { error: noteError })
    .optional()
    .meta({ description: 'For the staff who answer the request.' }),
  isLast: z
    .boolean({ error: 'isLast is true or false.' })
    .optional()
    .meta({ description: 'False where more data of the same task follows. True, if left out.' }),
});

const given = z
  .strictObject({
    id: task,
    kind: z.enum(taskKinds).meta({ description: 'Hand over, correct, erase, or keep without using.' }),
    reference: z.string().meta({ description: 'Of the request.' }),
    dueOn: z.iso.date().meta({ description: 'By when the person is answered: answer well before.' }),
    person: z.strictObject({
      name: z.string().meta({ description: 'As the person gave it, or an agent who asks for them.' }),
      email: z.string().meta({
        description:
          'The address that the person has confirmed, or under which an agent asks for them. Empty where none is known.',
      }),
    }),
    instruction: z
      .string()
      .nullable()
      .meta({ description: 'What exactly is to be done, where the kind does not say it.' }),
  })
  .meta({ id: 'RequestTask', description: 'What a system has to do for a request.' });

/** The other half of the contract with other systems: webhooks out, and this in. */
export const requestTaskOperations: readonly Operation[] = [
  operation({
    id: 'listRequestTasks',
    method: 'GET',
    path: '/api/v1/request-tasks/',
    scope: 'request-tasks:write',
    answer: z.strictObject({ tasks: z.array(given).meta({ description: 'The oldest first.' }) }),
    run: async (ctx, { key }) => succeed({ tasks: await tasksForKey(ctx, key?.prefix ?? '') }),
  }),
  operation({
    id: 'answerRequestTask',
    method: 'POST',
    path: '/api/v1/request-tasks/',
    scope: 'request-tasks:write',
    body: answered,
    example: {
      task: '019abc00-0000-7000-8000-000000000000',
      result: 'done',
      data: { profile: { name: 'Ada Lovelace' } },
    },
    answer: z.strictObject({
      task,
      isDone: z.boolean().meta({ description: 'Whether the task is answered with it.' }),
    }),
    isOnce: true,
    problems: ['task-unknown', 'task-done', 'task-full'],
    run: (ctx, { body: { isLast = true, ...answer }, key }) =>
      answerTask(ctx, key?.prefix ?? '', { ...answer, isLast }),
  }),
];
