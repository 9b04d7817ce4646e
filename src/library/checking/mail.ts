import { existsSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { LRUCache } from 'lru-cache';
import { isMap, parseDocument } from 'yaml';
import { senders } from '../../../server/mail/writing/templates.ts';
import { answersFile, answersShape } from '../model/answers.ts';
import { splitFrontMatter } from '../model/files/front-matter.ts';
import { readWritten } from '../model/files/line-ends.ts';
import { readYaml } from '../model/files/yaml.ts';
import { type Problem, problemIn } from '../model/problem.ts';

/** What may stand below `mail/`, with the placeholders that each wording may use and must have words for. */
export type WordingFiles = Readonly<Record<string, readonly string[]>>;

/** Whether each wording of the company's own is of a mail that is sent, and asks for what the mail knows. */
export function checkMail(root: string, files: WordingFiles): Problem[] {
  const folder = join(root, 'mail');
  const entries = existsSync(folder) ? readdirSync(folder, { encoding: 'utf8', recursive: true }) : [];
  const found = entries.filter((entry) => /\.(md|yaml)$/.test(entry)).map((entry) => entry.replaceAll(sep, '/'));
  return found.flatMap((file) => (`mail/${file}` === answersFile ? checkAnswers() : checkWording(file)));

  function checkAnswers(): Problem[] {
    const problems: Problem[] = [];
    readYaml(root, answersFile, answersShape, problems);
    return problems;
  }

  function checkWording(file: string): Problem[] {
    const own = files[file];
    const place = `mail/${file}`;
    if (!own) return [problemIn(place, 'No mail has this name.', 'Rename the file or remove it.')];

    const known = [...own, ...senders];
    const text = readWritten(join(folder, file));
    const problems: Problem[] = [];
    const split = splitFrontMatter(text);
    const remedy = 'Start the file with three dashes, a line `subject: …` and three dashes.';
    if (!split) problems.push(problemIn(place, 'The mail has no subject.', remedy, { line: 1 }));
    else problems.push(...checkSubject(place, split.yaml));
    for (const { index, 1: name = '' } of text.matchAll(/\{([^}\n]*)\}/g)) {
      if (known.includes(name)) continue;
      const remedy = `Use one of: ${known.map((name) => `{${name}}`).join(', ')}.`;
      const line = text.slice(0, index).split('\n').length;
      problems.push(problemIn(place, `The mail knows no {${name}}.`, remedy, { line }));
    }
    for (const name of own) {
      if (text.includes(`{${name}}`)) continue;
      problems.push(
        problemIn(place, `{${name}} is missing: without it the server does not start.`, `Put {${name}} back.`),
      );
    }
    return problems;
  }
}

/** By what they were read from: every verb checks all mails, and some do so more than once. */
const subjects = new LRUCache<string, { readonly subject: unknown }>({ max: 1_000 });

function subjectIn(block: string): unknown {
  const read = subjects.get(block);
  if (read) return read.subject;
  const document = parseDocument(block);
  const subject = document.errors.length === 0 && isMap(document.contents) ? document.get('subject') : null;
  subjects.set(block, { subject });
  return subject;
}

/** A subject that the server could not read as one line of text. */
function checkSubject(place: string, block: string): Problem[] {
  const subject = subjectIn(block);
  if (typeof subject === 'string' && subject.trim() !== '' && !/[\r\n]/.test(subject)) return [];
  const written = /^subject:\s*(.*)$/m.exec(block)?.[1] ?? '';
  const remedy = written
    ? `Put it between quotation marks: subject: ${JSON.stringify(written.replace(/^["']|["']$/g, ''))}`
    : 'Write `subject: …` between the dashes.';
  return [problemIn(place, 'The subject of the mail cannot be read.', remedy, { line: 2 })];
}
