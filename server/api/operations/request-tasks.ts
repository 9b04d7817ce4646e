import { z } from 'zod';
import { succeed } from '../../../src/library/model/result.ts';
import { means, wrong } from '../../../src/words/api/shapes.ts';
import { fill } from '../../../src/words/fill.ts';
import { answerTask, tasksForKey } from '../../requests/tasks/answers.ts';
import { longestNote, systemResults, taskKinds } from '../../requests/tasks/kinds.ts';
import { type Operation, operation } from './operation.ts';
import { line } from './shapes.ts';

export const task = line(means.task, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, wrong.task);
const noteError = fill(wrong.taskAnswer.note, { longest: String(longestNote) });

const answered = z.strictObject({
  task,
  result: z.enum(systemResults, { error: wrong.taskAnswer.result }).meta({
    description: means.taskAnswer.result,
  }),
  data: z.record(z.string(), z.unknown(), { error: wrong.taskAnswer.data }).optional().meta({
    description: means.taskAnswer.data,
  }),
  note: z
    .string({ error: noteError })
    .max(longestNote, { error: noteError })
    .optional()
    .meta({ description: means.taskAnswer.note }),
  isLast: z.boolean({ error: wrong.taskAnswer.isLast }).optional().meta({ description: means.taskAnswer.isLast }),
});

const given = z
  .strictObject({
    id: task,
    kind: z.enum(taskKinds).meta({ description: means.requestTask.kind }),
    reference: z.string().meta({ description: means.requestTask.reference }),
    dueOn: z.iso.date().meta({ description: means.requestTask.dueOn }),
    person: z.strictObject({
      name: z.string().meta({ description: means.requestTask.personName }),
      email: z.string().meta({
        description: means.requestTask.personEmail,
      }),
    }),
    instruction: z.string().nullable().meta({ description: means.requestTask.instruction }),
  })
  .meta({ id: 'RequestTask', description: means.requestTask.itself });

/** The other half of the contract with other systems: webhooks out, and this in. */
export const requestTaskOperations: readonly Operation[] = [
  operation({
    id: 'listRequestTasks',
    method: 'GET',
    path: '/api/v1/request-tasks/',
    scope: 'request-tasks:write',
    answer: z.strictObject({ tasks: z.array(given).meta({ description: means.requestTasks.tasks }) }),
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
      isDone: z.boolean().meta({ description: means.requestTasks.isDone }),
    }),
    isOnce: true,
    problems: ['task-unknown', 'task-done', 'task-full'],
    run: (ctx, { body: { isLast = true, ...answer }, key }) =>
      answerTask(ctx, key?.prefix ?? '', { ...answer, isLast }),
  }),
];
