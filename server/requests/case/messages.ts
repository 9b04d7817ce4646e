import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { type Context, transaction } from '../../context.ts';
import { tokenDigest } from '../../crypto/tokens.ts';
import { readText } from '../../fields/text.ts';
import { readStamped, type StampedProblem } from '../../form.ts';
import { allow } from '../../rate-limits/rate-limits.ts';
import type { Upload } from '../../upload.ts';
import * as emails from '../emails/emails.ts';
import * as files from '../files/files.ts';
import type { FileProblem } from '../files/kinds.ts';
import { formTokenNames, longest } from '../kinds.ts';
import { messagesOfRequest } from '../limits.ts';
import { addMessage, lockRequest } from '../records.ts';
import { heard } from '../waits.ts';
import { requestBehind } from './case-links.ts';

export type MessageProblem =
  | StampedProblem
  | 'case-link-invalid'
  | 'message-missing'
  | 'message-too-long'
  | 'message-invalid'
  | FileProblem
  | 'too-many-messages';

/** The person's own message, with its files. Also after closing: it may be an appeal. */
export async function write(
  ctx: Context,
  reference: string,
  caseToken: string,
  form: FormData,
  uploads: readonly Upload[] = [],
): Promise<Result<null, MessageProblem>> {
  const read = readMessage(ctx, form);
  if (!read.ok) return read;
  const checked = await files.checkUploads(uploads);
  if (!checked.ok) return checked;
  if (!(await requestBehind(ctx, reference, caseToken))) return fail('case-link-invalid');

  return await transaction(ctx, async (ctx) => {
    // Of two messages at the same moment the second counts the files of the first.
    const request = await lockRequest(ctx, reference);
    if (!request) return fail('case-link-invalid');
    const { text } = read.value;
    // Once, however often it is sent; what a browser goes back to and sends with other words is another message.
    const sent = [read.value.stamp, text, checked.value.map(({ name, size }) => [name, size])];
    const stamp = tokenDigest(JSON.stringify(sent));
    const message = { request, author: 'person', text, stamp, writtenAt: ctx.clock.now() } as const;
    const messageId = await addMessage(ctx, message);
    if (!messageId) return succeed(null);
    const takeBack = () => ctx.db.deleteFrom('request_message').where('id', '=', messageId).execute();
    const shows = request.relation === 'agent' && read.value.isPermission;
    const kept = {
      files: checked.value,
      purpose: shows ? 'permission' : 'message',
      author: 'person',
      messageId,
    } as const;
    const attached = await files.attach(ctx, request, kept);
    if (!attached.ok) {
      await takeBack();
      return attached;
    }
    if (!(await allow(ctx, messagesOfRequest, request.id))) {
      for (const { id } of attached.value) await ctx.db.deleteFrom('request_file').where('id', '=', id).execute();
      await takeBack();
      return fail('too-many-messages');
    }
    await heard(ctx, request);
    await emails.tellStaff(ctx, request, 'message');
    return succeed(null);
  });
}

function readMessage(
  ctx: Context,
  form: FormData,
): Result<{ text: string; stamp: string; isPermission: boolean }, MessageProblem> {
  const read = readStamped(ctx, form, [formTokenNames.message], { one: ['message', 'permission'] });
  if (!read.ok) return read;
  const { one, stamp } = read.value;
  const text = readText('message', one.message, longest.message);
  return text.ok ? succeed({ text: text.value, stamp, isPermission: one.permission === 'yes' }) : text;
}
