import { ends } from '../../src/library/model/command-line.ts';
import { type Admin, complainOf } from '../command.ts';
import type { Desk } from './desk.ts';
import { roles } from './kinds.ts';
import type { AddStaffProblem, StaffProblem } from './staff/invitations.ts';
import type { Member } from './staff/records.ts';

const sentences: Readonly<Record<AddStaffProblem | StaffProblem, string>> = {
  'name-missing': 'Say what they are called: --name "Ana Lima".',
  'name-too-long': 'A name has at most 200 characters.',
  'name-invalid': 'Write the name on one line, without signs that cannot be seen.',
  'email-missing':
    'Say under which address they are invited: staff add ana@example.com --name "Ana Lima" --role answers',
  'email-invalid': 'That is no mail address. Write one in full, like ana@example.com.',
  'role-unknown': `Say what they may do: --role ${roles.join(', --role ')}. Each may do what the one before it may.`,
  'staff-known': 'Somebody of the staff has that address already. "staff invite" mails a new invitation.',
  'staff-unknown': 'Nobody of the staff has that address. "staff list" shows them all.',
  'staff-ended': 'They have been ended. "staff add" takes them back.',
};

type Staff = Pick<Desk, 'addStaff' | 'inviteStaff' | 'endStaff' | 'listStaff'>;

/** Who may sit at the desk: `npm run admin -- staff <verb>`. */
export function addStaffCommands({ program, terminal, open }: Admin<{ desk: Staff }>): void {
  const noun = program.command('staff').description('who may sit at the desk');
  noun
    .command('add')
    .description('invites somebody by mail, or takes back who was ended')
    .argument('<address>', 'their mail address')
    .option('--name <name>', 'what they are called', '')
    .option('--role <role>', `what they may do: ${roles.join(', ')}; each may do what the one before it may`, '')
    .action(
      ends(async (address, wanted) => {
        const { desk } = await open();
        const added = await desk.addStaff({ address, ...wanted });
        if (!added.ok) return complainOf(terminal, sentences, added.problems);
        terminal.print(
          `${added.value.name} is invited by mail to the desk. The link is good for seven days: with it they choose a password and set up an app for one-time codes.`,
        );
        return 0;
      }),
    );
  noun
    .command('invite')
    .description('mails a new invitation, also to whoever has lost password or app')
    .argument('<address>', 'their mail address')
    .action(
      ends(async (address) => {
        const { desk } = await open();
        const invited = await desk.inviteStaff(address);
        if (!invited.ok) return complainOf(terminal, sentences, invited.problems);
        terminal.print(
          `${invited.value.name} is invited by mail. What they have now, password and app, is good until they accept.`,
        );
        return 0;
      }),
    );
  noun
    .command('end')
    .description('signs somebody out everywhere and for good')
    .argument('<address>', 'their mail address')
    .action(
      ends(async (address) => {
        const { desk } = await open();
        const ended = await desk.endStaff(address);
        if (!ended.ok) return complainOf(terminal, sentences, ended.problems);
        terminal.print(
          `${ended.value.name} is signed out everywhere and cannot sign in. Requests that they had are free.`,
        );
        return 0;
      }),
    );
  noun
    .command('list')
    .description('everybody who was ever invited')
    .action(async () => {
      const { desk } = await open();
      const staff = await desk.listStaff();
      for (const member of staff) terminal.print(line(member));
      if (staff.length === 0) terminal.print('There is nobody yet. "staff add" invites the first.');
    });
}

function line({ address, name, role, invitedAt, activeAt, endedAt }: Member): string {
  const standing = endedAt
    ? `ENDED ${endedAt.toISOString()}`
    : activeAt
      ? `active since ${activeAt.toISOString()}`
      : `invited ${invitedAt.toISOString()}`;
  return [address, name, role, standing].join('\t');
}
