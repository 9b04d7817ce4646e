import { after, hour } from '../../server/clock.ts';
import { openTasks, tickTask } from '../../server/requests/tasks/tasks.ts';
import type { Subject } from '../../server/subject.ts';
import { leaveAccount } from './accounts.ts';
import { actOf, append } from './ledger.ts';
import { client, noticesFor, subscribed, subscription } from './notices.ts';
import { answerAsDone, confirmed, submitted } from './requests.ts';
import { formOf, type openTestServices } from './services.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

export const ada: Subject = { accountId: 'account-of-ada', email: 'ada@example.com' };

/** Words that stand in what Ada gave us, and nowhere else. */
export const canaries = ['Lovelace', 'ada@example.com', 'Analytical', 'Menabrea', 'Bernoulli', 'Difference'] as const;

/**
 * What somebody leaves who has an account and writes to us: a request that was answered, one that is open, one that came by mail, and a
 * choice of notices with a notice sent. Gives the references.
 */
export async function leaveTraces(services: Services, { accountId, email }: Subject = ada) {
  const account = { id: accountId, email };
  await leaveAccount(services, { accountId, email });
  const later = () => services.clock.set(after(services.clock.now(), 2 * hour).toISOString());
  const person = { email, name: 'Ada Lovelace', relation: 'end-customer', business: 'Analytical Works', region: 'GB' };

  const { reference: closed, caseToken } = await confirmed(services, { ...person, details: 'Ask Menabrea.' }, account);
  later();
  const message = formOf({ stamp: services.formTokens.issue('message'), message: 'And the Bernoulli numbers?' });
  const file = { field: 'files', name: 'Menabrea.txt', isTooLarge: false, size: 22 };
  const chunks = [new Uint8Array(Buffer.from('The Analytical Engine.'))];
  const wrote = await services.requests.write(closed, caseToken, message, [{ ...file, chunks }]);
  if (!wrote.ok) throw new Error(wrote.problems.join());
  const wanted = { kind: 'export', instruction: 'All of the Difference.', actor: 'staff:ana' } as const;
  const tasks = await openTasks(services.ctx, closed, wanted);
  if (!tasks.ok) throw new Error(tasks.problems.join());
  for (const { id } of tasks.value) {
    const ticked = { task: id, result: 'done', note: 'Menabrea has it.', actor: 'staff:ana' };
    await tickTask(services.ctx, closed, ticked);
  }
  const answer = {
    outcome: 'refused',
    ground: 'law-requires',
    message: 'The Difference is a secret of state.',
    meaning: 'It stays where it is.',
    answersMessage: true,
    actor: 'command',
  } as const;
  const answered = await services.requests.close(closed, answer);
  if (!answered.ok) throw new Error(answered.problems.join());
  const open = await submitted(
    services,
    { ...person, kind: ['withdraw_consent', 'access'], reach: 'everything' },
    account,
  );

  later();
  const logged = await services.requests.log({
    channel: 'mail',
    eml: mailFrom(email),
    kinds: ['erasure'],
    actor: 'command',
  });
  if (!logged.ok) throw new Error(logged.problems.join());
  await answerAsDone(services, logged.value.reference);

  later();
  await receive(services, email);
  await subscribed(services, email);
  await append(services, actOf(accountId, { parts: { person: { name: 'Ada Lovelace', email } } }));
  await noticesFor(services).subscribe(subscription(services, email, ['dpa']), client);
  return { closed, open, logged: logged.value.reference, caseToken };
}

/** A mail that waits for staff. */
export async function receive({ db, clock, encryption, blindIndex }: Services, email: string): Promise<void> {
  const id = 'received-mail-of-ada';
  const head = { from: email, subject: 'The Analytical Engine' };
  const place = (column: string) => ({ table: 'received_mail', column, row: id });
  const at = clock.now().toISOString();
  await db
    .insertInto('received_mail')
    .values({
      ...{ id, provider_id: `provider's ${id}`, received_at: at, sender: 'person', attempts: 1, next_attempt_at: at },
      address_index: blindIndex.index(email),
      head_sealed: encryption.seal(JSON.stringify(head), place('head_sealed')),
      body_sealed: encryption.seal(mailFrom(email).toString('base64'), place('body_sealed')),
      bytes: 1_000,
    })
    .execute();
}

function mailFrom(email: string): Buffer {
  const lines = [`From: Ada Lovelace <${email}>`, 'To: privacy@whitrack.com', 'Date: Mon, 23 Nov 2026 09:00:00 +0000'];
  return Buffer.from([...lines, '', 'Forget the Difference.', ''].join('\r\n'));
}
