import { type ChainLine, changeClasses } from '../model/chain-line.ts';
import { showProblem } from '../model/problem.ts';
import type { Result } from '../model/result.ts';
import { cancel as cancelWaiting, postpone as postponeWaiting } from '../publishing/decision.ts';
import { type Published, publishAgain, publish as publishDraft } from '../publishing/publish.ts';
import { rederive } from '../publishing/rederivation.ts';
import { checkAll } from './check.ts';
import { fail, flag, required, type Typed, text, type Verb } from './verb.ts';

const publishUsage = `npm run policy -- publish --document <name> --summary "…" --approved-by "…" --capacity "…"

  --document       the document's folder in content/
  --summary        what changed, in one line, for the reader
  --approved-by    the name of who approved the text
  --capacity       in what capacity, as "General Counsel"
  --class          editorial, notice or agreement; the first version of a document has none
  --effective-on   the day from which it binds, as 2026-12-24; without it as soon as may be
  --urgent         why a subprocessor is replaced at once, without the notice period: where document.yaml
                   says that the agreements with customers allow it
  --confirm        why a change of what the text says is editorial all the same
  --recorded-by    the login of who runs this, where it runs at the host
  --rederive       puts this branch's line behind those of the main branch, as if made today;
                   --main names that branch, where it is not origin/main
  --again          makes the first version once more from the draft, as long as it is the only one

While a version waits for its effect, an editorial or urgent change is made in the text in effect at once, and
the waiting text is published again with it.`;

export const publish: Verb = {
  does: 'freezes a draft as a version',
  usage: publishUsage,
  options: {
    ...{ document: text, summary: text, 'approved-by': text, capacity: text, class: text, 'effective-on': text },
    ...{ confirm: text, urgent: text, 'recorded-by': text, main: text, rederive: flag, again: flag },
  },
  async run(typed) {
    const document = required(typed, 'document', publishUsage);
    // What two branches added beside each other fails the check until it is derived anew.
    if (!typed.flag('rederive')) await refuseBroken(typed);
    tell(typed, document, await makeLine(typed, document), 'Nothing was published.');
  },
};

const decisionUsage = `  --document       the document's folder in content/
  --reason         why, in one line, for the reader
  --by             the name of who decided it
  --capacity       in what capacity, as "General Counsel"
  --recorded-by    the login of who runs this, where it runs at the host`;

const decisionOptions = { document: text, reason: text, by: text, capacity: text, 'recorded-by': text };

export const postpone: Verb = {
  does: 'moves the effect of the version that waits to another day',
  usage: `npm run policy -- postpone --document <name> --effective-on <day> --reason "…" --by "…" --capacity "…"

${decisionUsage}
  --effective-on   the new day of effect, as 2026-12-24: later, or earlier once its notice has run`,
  options: { ...decisionOptions, 'effective-on': text },
  async run(typed) {
    const document = required(typed, 'document', this.usage);
    const effectiveOn = required(typed, 'effective-on', this.usage);
    const line = postponeWaiting(typed.content, { ...decision(typed, document), effectiveOn }, typed.today());
    tell(typed, document, line, 'Nothing was changed.');
  },
};

export const cancel: Verb = {
  does: 'takes back the version that waits, before it takes effect',
  usage: `npm run policy -- cancel --document <name> --reason "…" --by "…" --capacity "…"

${decisionUsage}`,
  options: decisionOptions,
  async run(typed) {
    const document = required(typed, 'document', this.usage);
    const line = cancelWaiting(typed.content, decision(typed, document), typed.today());
    tell(typed, document, line, 'Nothing was changed.');
  },
};

async function makeLine(typed: Typed, document: string): Promise<Result<ChainLine | Published, string>> {
  const [name, capacity, summary] = [typed.text('approved-by'), typed.text('capacity'), typed.text('summary')];
  const approvedBy = name === undefined || capacity === undefined ? null : { name, capacity };
  const change = changeClasses.find((known) => known === typed.text('class')) ?? null;
  if (typed.text('class') && !change) fail(`--class is one of ${changeClasses.join(', ')}.`, 64);
  const recordedBy = typed.text('recorded-by');
  if (typed.flag('again')) {
    const changes = {
      ...(summary === undefined ? {} : { summary }),
      ...(approvedBy ? { approvedBy } : {}),
      recordedBy,
    };
    return publishAgain(typed.content, document, changes);
  }

  const publication = { document, class: change, confirm: typed.text('confirm'), recordedBy };
  if (typed.flag('rederive')) {
    return rederive(typed.content, { ...publication, main: typed.text('main') ?? null, approvedBy }, typed.today());
  }
  const said = { summary: summary ?? '', approvedBy: { name: name ?? '', capacity: capacity ?? '' } };
  const [effectiveOn, urgent] = [typed.text('effective-on') ?? null, typed.text('urgent')];
  return publishDraft(typed.content, { ...publication, ...said, effectiveOn, urgent }, typed.today());
}

function decision(typed: Typed, document: string) {
  const by = { name: typed.text('by') ?? '', capacity: typed.text('capacity') ?? '' };
  return { document, reason: typed.text('reason') ?? '', by, recordedBy: typed.text('recorded-by') };
}

async function refuseBroken({ content, today }: Typed): Promise<void> {
  const problems = await checkAll(content, today());
  if (problems.length > 0) fail(`${problems.map(showProblem).join('\n')}\n\nNothing was published.`);
}

function tell(typed: Typed, document: string, made: Result<ChainLine | Published, string>, otherwise: string): void {
  if (!made.ok) fail(`${made.problems.join('\n')}\n\n${otherwise}`);
  const { value: line } = made;
  if (typed.json) {
    console.log(JSON.stringify(line, null, 2));
    return;
  }

  const chain = `content/${document}/chain.jsonl`;
  if (line.event === 'published') {
    const lines = 'beside' in line && line.beside ? [line, line.beside] : [line];
    for (const { version, effectiveOn, corrects } of lines) {
      const place = corrects ? `, in the place of version ${corrects.version}` : '';
      console.log(`Published ${document} as version ${version}, in effect from ${effectiveOn}${place}.`);
    }
    const texts = lines.map(({ version }) => `content/${document}/${version}.mdx`);
    console.log(`Commit ${texts.join(', ')} and ${chain}, and nothing else with them.`);
    console.log('Where sentences are gone, content/promises/ has changed too: commit that after it, on its own.');
    return;
  }
  const effect = line.event === 'cancelled' ? 'never takes effect' : `takes effect on ${line.effectiveOn}`;
  console.log(`Version ${line.version} of ${document} is ${line.event}: it ${effect}.`);
  console.log(`Commit ${chain}, and nothing else with it.`);
}
