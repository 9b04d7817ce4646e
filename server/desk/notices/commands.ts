import { ends } from '../../../src/library/model/command-line.ts';
import { type Admin, complainOf, type Terminal } from '../../command.ts';
import type { CampaignProblem } from '../../notices/campaigns/acts.ts';
import type { ReleaseProblem } from '../../notices/campaigns/campaigns.ts';
import type { Desk } from '../desk.ts';
import type { CampaignAct } from './notices.ts';

const releaseWords: Record<ReleaseProblem, string> = {
  'version-unknown':
    'There is no such version: give the document by its name in addresses, and the version by its day.',
  'not-withheld':
    'No restore held this version back: the server itself tells those who are subscribed, or has told them.',
};

const campaignWords: Record<CampaignProblem, string> = {
  'campaign-unknown': 'No campaign of that number is under way or complete. See: notices list',
  'campaign-over':
    'It is complete, or was taken back: nothing of it waits. "notices retry" writes to whoever it did not reach.',
  'held-already': 'It is held already.',
  'not-held': 'It is not held.',
  'sent-already': 'It is being sent already.',
  'sending-begun':
    'Words can be set only while nobody may have got the mail: of a campaign that waits or is held, and of which none was tried.',
  'words-too-long': 'Say it in at most 600 characters.',
  'words-invalid': 'The words hold signs that cannot be seen. Type them instead of pasting them.',
};

type Verbs = Pick<Desk, 'obstacles' | 'openNotices' | 'commandCampaign' | 'commandAnnounce'>;

/** What the operator does with notices, as staff do at the desk: `npm run admin -- notices <verb>`. */
export function addNoticeCommands({ program, terminal, open }: Admin<{ desk: Verbs }>): void {
  const noun = program.command('notices').description('versions that people are told of');
  noun
    .command('announce')
    .description('announces a version that a restore held back')
    .argument('<document>', 'by its name in addresses')
    .argument('<version>', 'by its day, as 2026-11-23')
    .action(
      ends(async (document, version) => {
        const { desk } = await open();
        const released = await desk.commandAnnounce({ document, version });
        if (!released.ok) return complainOf(terminal, releaseWords, released.problems);
        terminal.print(
          `${document} ${version} is announced to all who are subscribed, save those who are known to have been told.`,
        );
        return 0;
      }),
    );
  noun
    .command('list')
    .description('campaigns, how far each has come, how many it did not reach, and where notice is too late')
    .action(
      ends(async () => {
        const { desk } = await open();
        const campaigns = await desk.openNotices();
        for (const { id, document, version, kind, begunAt, state, percent, people, problems, period } of campaigns) {
          const count = Object.values(people).reduce((sum, some) => sum + some, 0);
          const failures = Object.entries(problems).map(([problem, some]) => `${problem} ${some}`);
          const late = period?.isLate
            ? [`TOO LATE for ${period.effectiveOn}: ${period.earliestOn} at the earliest`]
            : [];
          terminal.print(
            [
              ...[begunAt.toISOString(), id, document, version, kind],
              ...[state === 'sending' ? `sending ${percent} %` : state, `${count} people`],
              [...failures, ...late].join(', '),
            ]
              .join('\t')
              .trimEnd(),
          );
        }
        if (campaigns.length === 0) terminal.print('Nobody has been told of a version yet.');
        return 0;
      }),
    );
  noun
    .command('check')
    .description('whether something stands against a version that people were told of: ends with 1 where it does')
    .option('--json', 'for "npm run policy -- check --obstacles": names nobody')
    .action(
      ends(async ({ json }) => {
        const { desk } = await open();
        const found = await desk.obstacles();
        if (json) {
          terminal.print(JSON.stringify(found, null, 2));
          return found.length === 0 ? 0 : 1;
        }
        for (const one of found) {
          const what = `${one.document} ${one.version}, in effect from ${one.effectiveOn}`;
          terminal.complain(
            one.why === 'notice'
              ? `${what}: its notice runs until ${one.earliestOn}. Postpone it: npm run policy -- postpone --document ${one.document} --effective-on ${one.earliestOn}`
              : `${what}: ${one.count} open objection${one.count === 1 ? '' : 's'}. Settle them at the desk, or postpone it.`,
          );
        }
        if (found.length === 0) terminal.print('Nothing stands against the versions that people were told of.');
        return found.length === 0 ? 0 : 1;
      }),
    );
  const acts = [
    ['hold', 'sends nothing of a campaign any more until it is released', 'Held: nothing of it is sent.'],
    ['release', 'goes on with a campaign that is held', 'Released: it goes on.'],
    ['send', 'sends a campaign now that waits or is held', 'It is sent from now on.'],
  ] as const;
  for (const [act, description, done] of acts) {
    noun
      .command(act)
      .description(description)
      .argument('<campaign>', 'by its number, as "notices list" shows it')
      .action(
        ends(async (campaign) => {
          const { desk } = await open();
          return await say(terminal, desk, { campaign, act }, () => done);
        }),
      );
  }
  noun
    .command('words')
    .description('says something above the summary, in the mail of a campaign of which nothing was sent yet')
    .argument('<campaign>', 'by its number, as "notices list" shows it')
    .argument('[words]', 'in quotes; without them nothing is said')
    .action(
      ends(async (campaign, words = '') => {
        const { desk } = await open();
        return await say(terminal, desk, { campaign, act: 'words', words }, () =>
          words ? 'Everybody gets these words with it.' : 'Nothing more is said.',
        );
      }),
    );
  noun
    .command('retry')
    .description('writes again to whoever a campaign did not reach, also where nobody can tell: some may get it twice')
    .argument('<campaign>', 'by its number, as "notices list" shows it')
    .action(
      ends(async (campaign) => {
        const { desk } = await open();
        return await say(terminal, desk, { campaign, act: 'retry' }, (count) => `${count} are written to again.`);
      }),
    );
}

async function say(
  terminal: Terminal,
  desk: Verbs,
  { campaign, act, words }: { campaign: string; act: Exclude<CampaignAct, 'preview'>; words?: string },
  done: (count: number) => string,
): Promise<number> {
  const acted = await desk.commandCampaign(/^\d{1,10}$/.test(campaign) ? Number(campaign) : 0, act, words);
  if (!acted.ok) return complainOf(terminal, campaignWords, acted.problems);
  terminal.print(done(acted.value.count));
  return 0;
}
